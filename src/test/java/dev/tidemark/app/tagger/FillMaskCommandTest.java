package dev.tidemark.app.tagger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.app.CommandRun;
import dev.tidemark.testing.TinyBert;
import dev.tidemark.testing.TinyBert.Heads;
import dev.tidemark.testing.TinyFamily;
import dev.tidemark.testing.TinyTokenizers;
import dev.tidemark.text.MaskFill;
import dev.tidemark.torch.FillReference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code tidemark fill-mask}, and {@code tag} where a model fills masks, on tiny checkpoints. */
class FillMaskCommandTest {

  private static final List<String> VOCABULARY = TinyBert.VOCABULARY;
  private static final TinyBert TINY = TinyBert.ofSeed(21);
  private static final FillReference REFERENCE = new FillReference(TINY);

  @TempDir Path folder;

  @BeforeEach
  void writeModels() throws IOException {
    TINY.write(folder.resolve("both"), "bert.", Heads.BOTH);
    TINY.write(folder.resolve("words"), "bert.", Heads.WORDS);
    TinyBert.ofSeed(22).write(folder.resolve("tags"), "bert.", Heads.TAGS);
  }

  @Test
  void answersEachLineInItsOrderAndItsOwnWay() {
    CommandRun run =
        fillMask(
            "words",
            """
            ada [MASK] paris
            {"id":"x","text":"[MASK] met [MASK]","top_k":2}
            {"text":"the [MASK]","targets":["ada","nowhere","met"],"n":1.50}
            """);

    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.err()).isEmpty();
    List<JsonNode> lines = run.jsonLines();
    assertThat(lines).hasSize(3);

    JsonNode plain = lines.get(0);
    assertThat(names(plain)).containsExactly("text", "fills", "model");
    assertThat(plain.at("/model/fill_mask").asText()).startsWith("words@");
    JsonNode fill = plain.get("fills").get(0);
    assertThat(names(fill)).containsExactly("start", "end", "candidates");
    assertThat(fill.get("start").asInt()).isEqualTo(4);
    assertThat(fill.get("end").asInt()).isEqualTo(10);
    FillReference.assertLikeliest(
        candidates(fill), REFERENCE.shares(row("ada", "[MASK]", "paris"), 2), VOCABULARY, 5);
    for (JsonNode candidate : fill.get("candidates")) {
      assertThat(names(candidate)).containsExactly("token", "score", "sequence");
      String token = candidate.get("token").asText();
      assertThat(candidate.get("sequence").asText())
          .isEqualTo(
              token.startsWith("##")
                  ? "ada" + token.substring(2) + " paris"
                  : "ada " + token + " paris");
    }

    JsonNode two = lines.get(1);
    assertThat(names(two)).containsExactly("id", "text", "fills", "model", "top_k");
    int[] row = row("[MASK]", "met", "[MASK]");
    for (int mask = 0; mask < 2; mask++) {
      JsonNode gap = two.get("fills").get(mask);
      assertThat(gap.get("start").asInt()).isEqualTo(mask == 0 ? 0 : 11);
      FillReference.assertLikeliest(
          candidates(gap), REFERENCE.shares(row, 1 + 2 * mask), VOCABULARY, 2);
      assertThat(gap.at("/candidates/0/sequence").asText())
          .as("the other gap is left")
          .containsOnlyOnce("[MASK]");
    }

    JsonNode asked = lines.get(2).get("fills").get(0);
    FillReference.assertRanked(
        candidates(asked), REFERENCE.shares(row("the", "[MASK]"), 2), VOCABULARY, "ada", "met");
    assertThat(asked.get("unknown_targets").toString()).isEqualTo("[\"nowhere\"]");
    assertThat(run.out()).contains("\"n\":1.50");
  }

  @Test
  void aLineThatCannotBeFilledIsNamedAndItsNeighboursAreFilled() {
    CommandRun run =
        fillMask(
            "words",
            """
            the [MASK]
            the <mask>
            {"text":"the [MASK]","top_k":101}
            {"text":"the [MASK]","targets":"ada"}
            {oops
            a [MASK]
            """);

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.jsonLines())
        .extracting(line -> line.get("text").asText())
        .containsExactly("the [MASK]", "a [MASK]");
    assertThat(run.err().lines())
        .satisfiesExactly(
            line -> assertThat(line).startsWith("line 2: no [MASK] in this text; write it where"),
            line ->
                assertThat(line).isEqualTo("line 3: 'top_k' is not a whole number from 1 to 100"),
            line ->
                assertThat(line).isEqualTo("line 4: 'targets' is not a list of 1 to 100 strings"),
            line -> assertThat(line).startsWith("line 5: not JSON"));
  }

  @Test
  void targetsAndTopKOfTheCommandHoldForLinesThatSayNothing() {
    CommandRun run =
        fillMask(
            "both",
            "ada [MASK]\n{\"text\":\"ada [MASK]\",\"top_k\":1}\n{\"text\":\"ada [MASK]\",\"targets\":[\"q\"]}\n",
            "--targets",
            "met,in,love",
            "--top-k",
            "2");

    assertThat(run.code()).as(run.err()).isZero();
    double[] shares = REFERENCE.shares(row("ada", "[MASK]"), 2);
    List<String> ranked =
        Stream.of("met", "in", "love")
            .sorted((a, b) -> Double.compare(share(shares, b), share(shares, a)))
            .toList();
    assertThat(tokens(run.jsonLines().get(0))).isEqualTo(ranked.subList(0, 2));
    assertThat(tokens(run.jsonLines().get(1))).isEqualTo(ranked.subList(0, 1));
    assertThat(tokens(run.jsonLines().get(2))).containsExactly("q");
  }

  @Test
  void unknownTargetsAreAUsageErrorThatNamesThem() {
    CommandRun run = fillMask("words", "ada [MASK]\n", "--targets", "met,visited,in,went to");

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err().lines()).hasSize(1);
    assertThat(run.err())
        .startsWith("error: --targets: not one token of this model's vocabulary")
        .contains("visited, went to;")
        .doesNotContain("met");
  }

  @Test
  void topKHasBounds() {
    for (String wrong : List.of("0", "101", "five")) {
      CommandRun run = fillMask("words", "ada [MASK]\n", "--top-k", wrong);
      assertThat(run.code()).as(wrong).isEqualTo(2);
      assertThat(run.err()).contains("'" + wrong + "' (--top-k)", "from 1 to 100");
    }
    CommandRun all = fillMask("words", "ada [MASK]\n", "--top-k", "100");
    assertThat(all.jsonLines().get(0).at("/fills/0/candidates")).hasSize(VOCABULARY.size());
  }

  @Test
  void aModelWithoutWordHeadIsAUsageErrorThatSaysWhatToDo() {
    for (CommandRun run :
        List.of(
            fillMask("tags", "ada [MASK]\n"),
            tag("both", "ada\n", "tidemark.model.fill-mask=" + folder.resolve("tags")))) {
      assertThat(run.code()).isEqualTo(2);
      assertThat(run.err().lines()).hasSize(1);
      assertThat(run.err())
          .startsWith("error: ")
          .contains("no masked-language-model head", "tidemark train mlm");
    }
  }

  @Test
  void aTokenizerWithoutMaskIsAUsageErrorWhereItIsToFill() throws IOException {
    ObjectNode tokenizer = TinyBert.tokenizer();
    ((ObjectNode) tokenizer.get("added_tokens").get(4)).put("content", "[GAP]");
    ((ObjectNode) tokenizer.at("/model/vocab")).put("[GAP]", 4).remove("[MASK]");
    Path model = folder.resolve("both");
    Files.write(model.resolve("tokenizer.json"), TinyTokenizers.bytes(tokenizer));

    for (CommandRun run :
        List.of(
            fillMask("both", "ada [MASK]\n"),
            tag("both", "ada\n", "tidemark.model.fill-mask=" + model))) {
      assertThat(run.code()).as(run.err()).isEqualTo(2);
      assertThat(run.err()).startsWith("error: ").contains("has no mask token").hasLineCount(1);
    }
    CommandRun unasked = tag("both", "ada [MASK]\n", "tidemark.model.fill-mask=auto");
    assertThat(unasked.code()).as(unasked.err()).isZero();
    assertThat(unasked.jsonLines().get(0).has("fills")).isFalse();
  }

  /**
   * RoBERTa's own spelling, positions and tokens, in which a blank belongs to the word after it.
   */
  @Test
  void theMaskIsSpelledAsTheModelSpellsIt() throws IOException {
    ObjectNode tokenizer = TinyTokenizers.bpe(true);
    TinyFamily roberta = new TinyFamily("roberta", 2, 23, 400);
    roberta.write(folder.resolve("roberta"), roberta.weights(true), tokenizer);
    JsonNode ids = tokenizer.at("/model/vocab");
    int[] row = {0, id(ids, "i"), id(ids, "n"), 4, id(ids, "Ġthe"), id(ids, "ĠParis"), 2};
    double[] shares = new FillReference(roberta).shares(row, 3);

    CommandRun run =
        fillMask(
            "roberta",
            "{\"text\":\"in <mask> the Paris\",\"targets\":[\" Paris\",\"Paris\",\" the\",\"é\"]}\nin [MASK]\n");

    assertThat(run.err()).startsWith("line 2: no <mask> in this text").hasLineCount(1);
    JsonNode fill = run.jsonLines().get(0).get("fills").get(0);
    assertThat(fill.get("start").asInt()).isEqualTo(3);
    assertThat(fill.get("end").asInt()).isEqualTo(9);
    double[] expected =
        Stream.of("ĠParis", "Paris", "Ġthe")
            .mapToDouble(w -> shares[id(ids, w)])
            .sorted()
            .toArray();
    List<MaskFill.Candidate> candidates = candidates(fill);
    assertThat(candidates)
        .extracting(MaskFill.Candidate::token)
        .containsExactlyInAnyOrder("Paris", "Paris", "the");
    for (int i = 0; i < 3; i++) {
      assertThat(candidates.get(i).score()).isCloseTo(expected[2 - i], within(1e-4));
    }
    assertThat(fill.get("unknown_targets").toString()).isEqualTo("[\"é\"]");
    assertThat(fill.findValuesAsText("sequence"))
        .containsExactlyInAnyOrder("in Paris the Paris", "in Paris the Paris", "in the the Paris");
  }

  @Test
  void tagFillsByTheSecondHeadOrByAnotherModelOrNotAtAll() {
    String text = "ada [MASK] paris\nada met paris\n";
    double[] shares = REFERENCE.shares(row("ada", "[MASK]", "paris"), 2);
    CommandRun two = tag("both", text, "tidemark.fill-mask.top-k=3");
    CommandRun other = tag("tags", text, "tidemark.model.fill-mask=" + folder.resolve("words"));
    CommandRun none = tag("both", text, "tidemark.model.fill-mask=none");
    CommandRun without = tag("tags", text, "tidemark.model.fill-mask=auto");

    for (CommandRun run : List.of(two, other)) {
      assertThat(run.code()).as(run.err()).isZero();
      JsonNode tagged = run.jsonLines().get(0);
      assertThat(names(tagged)).containsExactly("text", "entities", "fills", "model", "windows");
      assertThat(names(tagged.get("model"))).containsExactly("ner", "fill_mask");
      FillReference.assertLikeliest(
          candidates(tagged.get("fills").get(0)), shares, VOCABULARY, run.equals(two) ? 3 : 5);
      assertThat(run.jsonLines().get(1).has("fills")).isFalse();
    }
    assertThat(two.jsonLines().get(0).at("/model/ner").asText()).startsWith("both@");
    assertThat(two.jsonLines().get(0).at("/model/fill_mask").asText()).startsWith("both@");
    assertThat(other.jsonLines().get(0).at("/model/ner").asText()).startsWith("tags@");
    assertThat(other.jsonLines().get(0).at("/model/fill_mask").asText()).startsWith("words@");
    for (CommandRun run : List.of(none, without)) {
      assertThat(run.code()).as(run.err()).isZero();
      assertThat(run.out()).doesNotContain("fill");
    }
  }

  private CommandRun fillMask(String model, String input, String... more) {
    List<String> arguments = new ArrayList<>(List.of("fill-mask", "--model"));
    arguments.add(folder.resolve(model).toString());
    arguments.addAll(List.of("-D", "tidemark.dtype=fp32"));
    arguments.addAll(Arrays.asList(more));
    return CommandRun.of(folder, input.getBytes(UTF_8), arguments.toArray(String[]::new));
  }

  private CommandRun tag(String model, String input, String setting) {
    return CommandRun.of(
        folder,
        input.getBytes(UTF_8),
        "tag",
        "--model",
        folder.resolve(model).toString(),
        "-D",
        "tidemark.dtype=fp32",
        "-D",
        "tidemark.batch.max-tokens=512",
        "-D",
        setting);
  }

  private static List<String> tokens(JsonNode line) {
    return candidates(line.get("fills").get(0)).stream().map(MaskFill.Candidate::token).toList();
  }

  static List<MaskFill.Candidate> candidates(JsonNode fill) {
    List<MaskFill.Candidate> candidates = new ArrayList<>();
    for (JsonNode candidate : fill.get("candidates")) {
      candidates.add(
          new MaskFill.Candidate(
              candidate.get("token").asText(), candidate.get("score").asDouble()));
    }
    return candidates;
  }

  static List<String> names(JsonNode object) {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  static int[] row(String... tokens) {
    List<String> all = new ArrayList<>(List.of("[CLS]"));
    all.addAll(Arrays.asList(tokens));
    all.add("[SEP]");
    return all.stream().mapToInt(VOCABULARY::indexOf).toArray();
  }

  private static double share(double[] shares, String word) {
    return shares[VOCABULARY.indexOf(word)];
  }

  private static int id(JsonNode ids, String token) {
    return ids.get(token).asInt();
  }
}
