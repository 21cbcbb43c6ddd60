package dev.tidemark.torch;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.model.Dtype;
import dev.tidemark.model.TokenBatch;
import dev.tidemark.model.checkpoint.Checkpoint;
import dev.tidemark.model.checkpoint.CheckpointException;
import dev.tidemark.model.token.Casing;
import dev.tidemark.model.token.InputToken;
import dev.tidemark.model.token.Tokens;
import dev.tidemark.model.token.WordTokens;
import dev.tidemark.testing.Seeds;
import dev.tidemark.testing.SharedData;
import dev.tidemark.testing.TinyBert;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HuggingFaceTokensTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  private static final List<String> HARD =
      List.of(
          "",
          " ",
          "Ada Lovelace met Paris.",
          "Café naïve Žižek, e\u0301a\u0308 o\u0302\u0323x", // accents, composed and combining
          "İstanbul ẞtraße ΣΑΣ",
          "😀 ada 👩‍🚀lovelace👍🏽paris 𝔸𝕓 🇿🇦",
          "東京で会う中文abc漢字、。",
          "한국어 서울",
          "ada\r\nlovelace\tparis\n\n\rmet",
          "ada\u00A0lovelace\u2003paris\u3000met\u200Bin",
          "a\u0000da love\u0000 \u0000 paris\u0007",
          "ada\uD800 \uDC00love\uDBFFlace \uD83D",
          "\uFEFFada שלום עולם مرحبا \u202Eada\u202C",
          "l’été—“quoted”… ½ ﬁn №5",
          "[CLS] ada [MASK] [SEP] [PAD]love[UNK]",
          "x".repeat(300) + " ada",
          "\u0301\u0302 ada");

  @Test
  void offsetsPointAtTheTokens() throws IOException {
    try (HuggingFaceTokens tokenizer = HuggingFaceTokens.of(TinyBert.ofSeed(1).checkpoint())) {
      check(tokenizer, TinyBert.tokenizer(), "TinyBert");
    }
  }

  @Test
  void offsetsPointAtTheTokensOfARealVocabulary() throws IOException {
    Checkpoint bge = Checkpoint.read(SharedData.require("checkpoints/bge-small-en-v1.5"));
    JsonNode json = JSON.readTree(requireNonNull(bge.tokenizerFiles().get("tokenizer.json")));
    try (HuggingFaceTokens tokenizer = HuggingFaceTokens.of(bge)) {
      check(tokenizer, json, "bge");
      assertThat(tokenizer.special().before()).containsExactly(101);
      assertThat(tokenizer.special().after()).containsExactly(102);
    }
  }

  @Test
  void tokensOfATextByHand() throws IOException {
    try (HuggingFaceTokens tokenizer = HuggingFaceTokens.of(TinyBert.ofSeed(1).checkpoint())) {
      Tokens tokens = tokenizer.encode("👩‍🚀 Lovelace, été");

      assertThat(pieces(tokens.ids()))
          .containsExactly("[UNK]", "love", "##lace", ",", "e", "##t", "##e");
      assertThat(tokens.starts()).containsExactly(0, 6, 10, 14, 16, 17, 18);
      assertThat(tokens.ends()).containsExactly(5, 10, 14, 15, 17, 18, 19);
      assertThat(tokens.subword()).containsExactly(false, false, true, false, false, true, true);
      assertThat(tokenizer.special().before()).containsExactly(2);
      assertThat(tokenizer.special().after()).containsExactly(3);
    }
  }

  @Test
  void tokensOfWordsTellTheirWord() throws IOException {
    try (HuggingFaceTokens tokenizer = HuggingFaceTokens.of(TinyBert.ofSeed(1).checkpoint())) {
      WordTokens tokens =
          tokenizer.encodeWords(List.of("Lovelace", "\u200B", "in", "U.S.", "\uD800", "😀"));

      assertThat(pieces(tokens.ids()))
          .containsExactly("love", "##lace", "in", "u", ".", "s", ".", "[UNK]");
      assertThat(tokens.words()).containsExactly(0, 0, 2, 3, 3, 3, 3, 5);
    }
  }

  /** The same words, cut by the tokenizer or by somebody else, say the same of their casing. */
  @Test
  void casingIsTheTypeOfATokenWhereTheModelAsksForIt() throws IOException {
    Checkpoint tiny = TinyBert.ofSeed(1).checkpoint();
    List<String> words =
        List.of(
            "Ada",
            "LOVELACE",
            "met",
            "U.S.",
            "iPhone",
            "😀",
            "É2e\u0301",
            "x",
            "Paris-METS",
            "𝔸x");
    try (HuggingFaceTokens plain = HuggingFaceTokens.of(tiny);
        HuggingFaceTokens cased = HuggingFaceTokens.of(tiny.withCasing())) {
      String text = String.join(" ", words);
      Tokens tokens = cased.encode(text);
      WordTokens cut = cased.encodeWords(words);

      assertThat(tokens.ids()).isEqualTo(cut.ids());
      assertThat(Arrays.stream(tokens.ids()).map(InputToken::id).toArray())
          .isEqualTo(plain.encode(text).ids());
      List<String> typed = new ArrayList<>();
      for (int token : tokens.ids()) {
        typed.add(pieces(new int[] {InputToken.id(token)}).get(0) + InputToken.type(token));
      }
      assertThat(typed)
          .startsWith(
              "ada1", "love2", "##lace2", "met0", "u1", ".0", "s1", ".0", "i3", "##p3", "##h3",
              "##o3", "##n3", "##e3", "[UNK]0", "e1", "##21", "##e1", "x0", "paris1", "-0", "met2",
              "##s2");
    }
  }

  /** Growing the types changes nothing until something is learnt about them. */
  @Test
  void aModelGivenCasingSaysAtFirstWhatItSaidBefore() throws IOException {
    Checkpoint tiny = TinyBert.ofSeed(2).checkpoint();
    TorchModels cpu = new TorchModels("cpu", 1);
    try (TorchTokenClassifier before = cpu.load(tiny, Dtype.FP32);
        TorchTokenClassifier after = cpu.load(tiny.withCasing(), Dtype.FP32)) {
      int[] row = {2, 10, 11, 3};
      int[] typed = {2, InputToken.of(10, Casing.UPPER), InputToken.of(11, Casing.MIXED), 3};
      assertThat(after.classify(TokenBatch.pad(List.of(typed), 0)).values())
          .isEqualTo(before.classify(TokenBatch.pad(List.of(row), 0)).values());
    }
  }

  @Test
  void theFilesOwnTruncationAndPaddingAreOff() throws IOException {
    ObjectNode json = TinyBert.tokenizer();
    json.putObject("truncation")
        .put("direction", "Right")
        .put("max_length", 128)
        .put("strategy", "LongestFirst")
        .put("stride", 0);
    ObjectNode padding = json.putObject("padding").put("direction", "Right");
    padding.putObject("strategy").put("Fixed", 128);
    padding.putNull("pad_to_multiple_of").put("pad_id", 0).put("pad_type_id", 0);
    padding.put("pad_token", "[PAD]");
    Checkpoint tiny = TinyBert.ofSeed(1).checkpoint();
    Checkpoint cutting =
        new Checkpoint(
            tiny.config(),
            tiny.tensors(),
            Map.of("tokenizer.json", json.toString().getBytes(StandardCharsets.UTF_8)));

    checkNothingIsCutOrFilled(cutting);
  }

  @Test
  void minilmsOwnTruncationAndPaddingAreOff() throws IOException {
    checkNothingIsCutOrFilled(Checkpoint.read(SharedData.require("checkpoints/all-MiniLM-L6-v2")));
  }

  @Test
  void aBrokenFileIsNamed() {
    Checkpoint tiny = TinyBert.ofSeed(1).checkpoint();
    for (String broken : List.of("", "{}", "{\"model\":{\"type\":\"Nonsense\"}}")) {
      Checkpoint checkpoint =
          new Checkpoint(
              tiny.config(),
              tiny.tensors(),
              Map.of("tokenizer.json", broken.getBytes(StandardCharsets.UTF_8)));
      assertThatThrownBy(() -> HuggingFaceTokens.of(checkpoint))
          .as(broken)
          .isInstanceOf(CheckpointException.class)
          .hasMessageContaining("tokenizer.json");
    }
  }

  private static void checkNothingIsCutOrFilled(Checkpoint checkpoint) throws IOException {
    String text = "paris ".repeat(5000) + "ada";
    JsonNode json =
        JSON.readTree(requireNonNull(checkpoint.tokenizerFiles().get("tokenizer.json")));
    int pad = json.at("/model/vocab/[PAD]").asInt();
    try (HuggingFaceTokens tokenizer = HuggingFaceTokens.of(checkpoint)) {
      Tokens tokens = tokenizer.encode(text);
      assertThat(tokens.ids()).hasSizeGreaterThan(5000).doesNotContain(pad);
      assertThat(tokens.ends()[tokens.size() - 1]).isEqualTo(text.length());
      assertThat(tokenizer.encode("paris").ids()).hasSize(1);
      assertThat(tokenizer.encodeWords(List.of(text.split(" ", -1))).words())
          .endsWith(5000)
          .hasSizeGreaterThan(5000);
    }
  }

  private static void check(HuggingFaceTokens tokenizer, JsonNode json, String name) {
    Map<Integer, String> surfaces = new HashMap<>();
    json.at("/model/vocab")
        .properties()
        .forEach(entry -> surfaces.put(entry.getValue().asInt(), entry.getKey()));
    List<String> texts = new ArrayList<>(HARD);
    Random random = Seeds.random("HuggingFaceTokensTest, " + name);
    for (int i = 0; i < 200; i++) { // what is hard, cut and put together anew
      StringBuilder text = new StringBuilder();
      for (int part = random.nextInt(5); part >= 0; part--) {
        String hard = HARD.get(random.nextInt(HARD.size()));
        int from = random.nextInt(hard.length() + 1);
        text.append(hard, from, from + random.nextInt(hard.length() - from + 1));
      }
      texts.add(text.toString());
    }
    int compared = 0;
    for (String text : texts) {
      compared += check(text, tokenizer.encode(text), surfaces);
    }
    assertThat(compared).isGreaterThan(1000);
  }

  /** Tokens whose text was compared with the vocabulary. */
  private static int check(String text, Tokens tokens, Map<Integer, String> surfaces) {
    int compared = 0;
    boolean[] shown = new boolean[text.length()];
    for (int t = 0; t < tokens.size(); t++) {
      int start = tokens.starts()[t];
      int end = tokens.ends()[t];
      String where = "token %d of %s".formatted(t, escaped(text));
      assertThat(start).as(where).isBetween(0, end - 1);
      assertThat(end).as(where).isLessThanOrEqualTo(text.length());
      assertThat(isInsideACodePoint(text, start)).as(where).isFalse();
      assertThat(isInsideACodePoint(text, end)).as(where).isFalse();
      if (t > 0) {
        assertThat(start).as(where).isGreaterThanOrEqualTo(tokens.starts()[t - 1]);
        assertThat(end).as(where).isGreaterThanOrEqualTo(tokens.ends()[t - 1]);
      }
      java.util.Arrays.fill(shown, start, end, true);
      String surface = requireNonNull(surfaces.get(tokens.ids()[t]));
      if (surface.equals("[UNK]")) {
        continue;
      }
      boolean subword = surface.startsWith("##");
      assertThat(tokens.subword()[t]).as(where).isEqualTo(subword);
      String expected = plain(subword ? surface.substring(2) : surface);
      // One Hangul syllable may become several tokens, which then all point at it.
      String actual = plain(text.substring(start, end));
      boolean shared =
          (t > 0 && start < tokens.ends()[t - 1])
              || (t + 1 < tokens.size() && end > tokens.starts()[t + 1]);
      if (shared) {
        assertThat(actual).as(where).contains(expected);
      } else {
        assertThat(actual).as(where).isEqualTo(expected);
      }
      compared++;
    }
    for (int i = 0; i < text.length(); i++) {
      if (Character.isLetterOrDigit(text.charAt(i))) {
        assertThat(shown[i]).as("letter %d of %s in a token", i, escaped(text)).isTrue();
      }
    }
    return compared;
  }

  /** As BERT sees it: no accents, no controls, lower case. */
  private static String plain(String text) {
    String bare = Normalizer.normalize(text, Normalizer.Form.NFD).replaceAll("\\p{Mn}", "");
    return bare.toLowerCase(Locale.ROOT).replaceAll("[\\p{Mn}\\p{C}\\uFFFD]", "");
  }

  private static boolean isInsideACodePoint(String text, int at) {
    return at > 0
        && at < text.length()
        && Character.isSurrogatePair(text.charAt(at - 1), text.charAt(at));
  }

  private static List<String> pieces(int[] ids) {
    return java.util.Arrays.stream(ids).mapToObj(TinyBert.VOCABULARY::get).toList();
  }

  private static String escaped(String text) {
    StringBuilder escaped = new StringBuilder();
    text.chars()
        .forEach(c -> escaped.append(c > 31 && c < 127 ? "" + (char) c : "\\u%04x".formatted(c)));
    return escaped.toString();
  }
}
