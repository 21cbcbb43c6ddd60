package dev.tidemark.model.token;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The token that stands for a hidden one.
 *
 * @param id in the vocabulary
 * @param text as it is spelt in texts: {@code [MASK]}, {@code <mask>}
 */
public record MaskToken(int id, String text) {

  private static final String TOKENIZER = "tokenizer.json";

  /** Files that say which added token it is, the first that does decides. */
  private static final List<String> COMPANIONS =
      List.of("tokenizer_config.json", "special_tokens_map.json");

  /** Spellings in use, for folders that hold {@code tokenizer.json} alone. */
  private static final List<String> USUAL = List.of("[MASK]", "<mask>");

  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Looks it up in a checkpoint's tokenizer files.
   *
   * @return null where the model has none
   */
  public static @Nullable MaskToken of(Map<String, byte[]> files) throws IOException {
    JsonNode added = read(files, TOKENIZER).path("added_tokens");
    for (String companion : COMPANIONS) {
      JsonNode named = read(files, companion).path("mask_token");
      String text = named.isObject() ? named.path("content").asText() : named.asText();
      MaskToken found = find(added, text);
      if (found != null) {
        return found;
      }
    }
    for (String text : USUAL) {
      MaskToken found = find(added, text);
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  private static @Nullable MaskToken find(JsonNode added, String text) {
    for (JsonNode token : added) {
      if (token.path("content").asText().equals(text) && token.path("id").isInt()) {
        return new MaskToken(token.get("id").asInt(), text);
      }
    }
    return null;
  }

  private static JsonNode read(Map<String, byte[]> files, String name) throws IOException {
    byte[] file = files.get(name);
    return file == null ? JSON.missingNode() : JSON.readTree(file);
  }
}
