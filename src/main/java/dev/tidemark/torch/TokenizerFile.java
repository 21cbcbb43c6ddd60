package dev.tidemark.torch;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.tidemark.model.checkpoint.Checkpoint;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What the files of a tokenizer say that the library which runs them does not tell.
 *
 * @param masks how the mask token may be spelled, the likeliest first
 * @param blankBeforeWords whether a word within a text has a leading blank as part of it, which has
 *     to be given where words come singly ({@code ĠParis} of byte-level BPE, which is another token
 *     than {@code Paris})
 * @param joinsPunctuation whether words end at blanks only, so that the comma after a word belongs
 *     to it (SentencePiece)
 */
record TokenizerFile(List<String> masks, boolean blankBeforeWords, boolean joinsPunctuation) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** As BERT's and RoBERTa's kind spell it, where no file says so. */
  private static final List<String> USUAL_MASKS = List.of("[MASK]", "<mask>");

  /** Files that name the mask token, by the same key. */
  private static final List<String> COMPANIONS =
      List.of("special_tokens_map.json", "tokenizer_config.json");

  /**
   * Reads them.
   *
   * @throws IOException when one is not JSON
   */
  static TokenizerFile of(Map<String, byte[]> files) throws IOException {
    List<String> masks = new ArrayList<>();
    for (String companion : COMPANIONS) {
      if (files.containsKey(companion)) {
        JsonNode mask = JSON.readTree(files.get(companion)).path("mask_token");
        String spelled = mask.path("content").asText(mask.asText(""));
        if (!spelled.isEmpty()) {
          masks.add(spelled);
        }
      }
    }
    masks.addAll(USUAL_MASKS);
    List<JsonNode> steps = new ArrayList<>();
    flatten(preTokenizer(Objects.requireNonNull(files.get(Checkpoint.TOKENIZER))), steps);
    return new TokenizerFile(
        List.copyOf(masks),
        steps.stream().anyMatch(TokenizerFile::leavesBlanksToTheText),
        steps.stream().anyMatch(step -> is(step, "Metaspace"))
            && steps.stream()
                .noneMatch(step -> is(step, "BertPreTokenizer") || is(step, "Punctuation")));
  }

  /** Passes over the vocabulary, which is nearly all of the file. */
  private static JsonNode preTokenizer(byte[] json) throws IOException {
    try (JsonParser parser = new JsonFactory(JSON).createParser(json)) {
      if (parser.nextToken() == JsonToken.START_OBJECT) {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
          String name = parser.currentName();
          parser.nextToken();
          if (name.equals("pre_tokenizer")) {
            return JSON.readTree(parser);
          }
          parser.skipChildren();
        }
      }
    }
    return MissingNode.getInstance();
  }

  private static void flatten(JsonNode step, List<JsonNode> into) {
    if (is(step, "Sequence")) {
      step.path("pretokenizers").forEach(part -> flatten(part, into));
    } else {
      into.add(step);
    }
  }

  private static boolean leavesBlanksToTheText(JsonNode step) {
    boolean addsNone = !step.path("add_prefix_space").asBoolean(true);
    return (is(step, "ByteLevel") && addsNone)
        || (is(step, "Metaspace")
            && step.path("prepend_scheme").asText(addsNone ? "never" : "always").equals("never"));
  }

  private static boolean is(JsonNode step, String type) {
    return step.path("type").asText().equals(type);
  }
}
