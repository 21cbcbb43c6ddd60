package dev.tidemark.torch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.model.LabelSet;
import dev.tidemark.model.checkpoint.Checkpoint;
import dev.tidemark.model.span.Aggregation;
import dev.tidemark.model.span.ScoredTokens;
import dev.tidemark.model.span.SpanDecoder;
import dev.tidemark.model.token.MaskToken;
import dev.tidemark.model.token.Tokens;
import dev.tidemark.model.token.WordTokens;
import dev.tidemark.testing.Seeds;
import dev.tidemark.testing.TinyBert;
import dev.tidemark.testing.TinyTokenizers;
import dev.tidemark.text.EntitySpan;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tokenizers for which a blank is a part of the word after it. */
class TokenizerFamiliesTest {

  enum Kind {
    BPE(TinyTokenizers.bpe(true)),
    BPE_WITH_BLANKS_IN_ITS_OFFSETS(TinyTokenizers.bpe(false)),
    UNIGRAM(TinyTokenizers.unigram(false)),
    UNIGRAM_CUT_AT_BLANKS_FIRST(TinyTokenizers.unigram(true));

    @SuppressWarnings("ImmutableEnumChecker") // nobody changes it
    private final ObjectNode file;

    Kind(ObjectNode file) {
      this.file = file;
    }

    HuggingFaceTokens tokenizer() {
      return HuggingFaceTokens.of(checkpoint(file, Map.of()));
    }
  }

  @ParameterizedTest
  @EnumSource
  void eachWordIsTheWord(Kind kind) {
    try (HuggingFaceTokens tokenizer = kind.tokenizer()) {
      assertThat(words(tokenizer, "Ada met Paris, in  the U.S. \uD83D\uDE00 na\u00EFve"))
          .containsExactly(
              "Ada",
              "met",
              "Paris",
              ",",
              "in",
              "the",
              "U",
              ".",
              "S",
              ".",
              "\uD83D\uDE00",
              "na\u00EFve");
      assertThat(words(tokenizer, "  Paris .\n\tthe\u00A0Paris  "))
          .filteredOn(word -> !word.isEmpty())
          .containsExactly("Paris", ".", "the", "Paris");
      assertThat(words(tokenizer, "\u6771\u4EAC Paris \u6771\u4EAC"))
          .containsExactly("\u6771\u4EAC", "Paris", "\u6771\u4EAC");
    }
  }

  @ParameterizedTest
  @EnumSource
  void noSpanBeginsOrEndsWithABlankOrCutsACharacter(Kind kind) {
    Random random = Seeds.random("TokenizerFamiliesTest.noSpanBeginsOrEndsWithABlank");
    List<String> parts =
        List.of(
            " ",
            "  ",
            "\n",
            "\t",
            "\u00A0",
            "\u3000",
            "Paris",
            "the",
            ",",
            ".",
            "\uD83D\uDE00",
            "\u00EF",
            "e\u0301",
            "\u6771\u4EAC",
            "U.S.",
            "<mask>",
            "\uD835\uDD38b",
            "-");
    int shown = 0;
    try (HuggingFaceTokens tokenizer = kind.tokenizer()) {
      for (int run = 0; run < 300; run++) {
        StringBuilder built = new StringBuilder();
        for (int part = random.nextInt(12); part >= 0; part--) {
          built.append(parts.get(random.nextInt(parts.size())));
        }
        String text = built.toString();
        Tokens tokens = tokenizer.encode(text);
        boolean[] covered = new boolean[text.length()];
        for (int t = 0; t < tokens.size(); t++) {
          int start = tokens.starts()[t];
          int end = tokens.ends()[t];
          assertThat(start).as(text).isBetween(0, end);
          assertThat(end).as(text).isLessThanOrEqualTo(text.length());
          assertThat(text.substring(start, end)).as(text).isEqualTo(stripped(text, start, end));
          assertThat(start < text.length() && Character.isLowSurrogate(text.charAt(start)))
              .as(text)
              .isFalse();
          assertThat(end > 0 && Character.isHighSurrogate(text.charAt(end - 1))).as(text).isFalse();
          if (t > 0) {
            assertThat(start).as(text).isGreaterThanOrEqualTo(tokens.starts()[t - 1]);
          }
          Arrays.fill(covered, start, end, true);
        }
        for (int i = 0; i < text.length(); i++) {
          if (Character.isLetterOrDigit(text.charAt(i))) {
            assertThat(covered[i]).as("character %d of %s", i, text).isTrue();
            shown++;
          }
        }
      }
    }
    assertThat(shown).isGreaterThan(1000);
  }

  /** What a model learns from words is what it then sees in texts. */
  @ParameterizedTest
  @EnumSource
  void wordsGivenSinglyAreTheTokensOfTheText(Kind kind) {
    List<String> words = List.of("Paris", "met", "Paris", "the", ".");
    try (HuggingFaceTokens tokenizer = kind.tokenizer()) {
      WordTokens cut = tokenizer.encodeWords(words);

      assertThat(cut.ids()).isEqualTo(tokenizer.encode(String.join(" ", words)).ids());
      assertThat(Arrays.stream(cut.words()).distinct().toArray()).containsExactly(0, 1, 2, 3, 4);
    }
  }

  @ParameterizedTest
  @EnumSource
  void specialTokensStandAround(Kind kind) {
    try (HuggingFaceTokens tokenizer = kind.tokenizer()) {
      assertThat(tokenizer.special().before()).containsExactly(0);
      assertThat(tokenizer.special().after()).containsExactly(2);
    }
  }

  @ParameterizedTest
  @EnumSource
  void theMaskIsKnownAndFoundWithoutTheBlankBeforeIt(Kind kind) {
    try (HuggingFaceTokens tokenizer = kind.tokenizer()) {
      String text = "in <mask> the";
      Tokens tokens = tokenizer.encode(text);

      MaskToken token = Objects.requireNonNull(tokenizer.mask());
      assertThat(token.text()).isEqualTo("<mask>");
      int mask = token.id();
      int at = Arrays.stream(tokens.ids()).boxed().toList().indexOf(mask);
      assertThat(text.substring(tokens.starts()[at], tokens.ends()[at])).isEqualTo("<mask>");
      assertThat(tokens.subword()[at]).isFalse();
    }
  }

  @Test
  void theMaskIsSpelledAsTheFilesSay() {
    try (HuggingFaceTokens bert = HuggingFaceTokens.of(TinyBert.ofSeed(1).checkpoint())) {
      assertThat(bert.mask()).isEqualTo(new MaskToken(4, "[MASK]"));
    }
    ObjectNode file = TinyBert.tokenizer();
    ObjectNode added = (ObjectNode) file.get("added_tokens").get(4);
    added.put("content", "[GAP]");
    ((ObjectNode) file.at("/model/vocab")).put("[GAP]", 4).remove("[MASK]");
    for (String spelled : List.of("\"[GAP]\"", "{\"content\":\"[GAP]\",\"lstrip\":false}")) {
      for (String companion : List.of("special_tokens_map.json", "tokenizer_config.json")) {
        byte[] says = "{\"mask_token\":%s}".formatted(spelled).getBytes(StandardCharsets.UTF_8);
        try (HuggingFaceTokens gap =
            HuggingFaceTokens.of(checkpoint(file, Map.of(companion, says)))) {
          assertThat(gap.mask()).isEqualTo(new MaskToken(4, "[GAP]"));
        }
      }
    }
    try (HuggingFaceTokens without = HuggingFaceTokens.of(checkpoint(file, Map.of()))) {
      assertThat(without.mask()).isNull();
    }
  }

  /**
   * Every token says it is the place: what is shown are words, without blanks, none of them empty.
   */
  @ParameterizedTest
  @EnumSource
  void entitiesHaveNoBlanks(Kind kind) {
    String text = "  \u6771\u4EAC  Paris, ";
    LabelSet labels = new LabelSet(List.of("O", "B-LOC", "I-LOC"));
    try (HuggingFaceTokens tokenizer = kind.tokenizer()) {
      Tokens tokens = tokenizer.encode(text);
      float[] scores = new float[3 * tokens.size()];
      for (int t = 0; t < tokens.size(); t++) {
        scores[3 * t + 1] = 1; // each a place of its own
      }
      ScoredTokens scored =
          new ScoredTokens(tokens.starts(), tokens.ends(), tokens.subword(), scores, 3);
      for (Aggregation aggregation : List.of(Aggregation.FIRST, Aggregation.VITERBI)) {
        assertThat(new SpanDecoder(labels, aggregation).decode(text, scored))
            .as("%s", aggregation)
            .extracting(EntitySpan::text)
            .containsExactly("\u6771\u4EAC", "Paris", ",");
      }
      for (Aggregation aggregation : List.of(Aggregation.NONE, Aggregation.SIMPLE)) {
        assertThat(new SpanDecoder(labels, aggregation).decode(text, scored))
            .as("%s", aggregation)
            .isNotEmpty()
            .allMatch(span -> !span.text().isEmpty() && span.text().equals(span.text().strip()));
      }
    }
  }

  private static Checkpoint checkpoint(ObjectNode file, Map<String, byte[]> companions) {
    Checkpoint tiny = TinyBert.ofSeed(1).checkpoint();
    Map<String, byte[]> files = new LinkedHashMap<>(companions);
    files.put(Checkpoint.TOKENIZER, TinyTokenizers.bytes(file));
    return new Checkpoint(tiny.config(), tiny.tensors(), files);
  }

  private static List<String> words(HuggingFaceTokens tokenizer, String text) {
    Tokens tokens = tokenizer.encode(text);
    List<String> words = new ArrayList<>();
    for (int t = 0, next; t < tokens.size(); t = next) {
      next = t + 1;
      while (next < tokens.size() && tokens.subword()[next]) {
        next++;
      }
      words.add(text.substring(tokens.starts()[t], tokens.ends()[next - 1]));
    }
    return words;
  }

  private static String stripped(String text, int start, int end) {
    return Stream.of(text.substring(start, end))
        .map(span -> span.replaceAll("^[\\s\\u00A0\\u3000]+|[\\s\\u00A0\\u3000]+$", ""))
        .toList()
        .get(0);
  }
}
