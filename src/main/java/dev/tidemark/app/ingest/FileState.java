package dev.tidemark.app.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * How much of a file has been delivered. The digest says whether the file under a name is still the
 * one that was read: a file that grew begins with the same lines, another one does not.
 *
 * @param lines from the first on
 * @param sha256 of these lines
 */
record FileState(long lines, String sha256) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Under which a file's state is kept. */
  static String key(String path) {
    return "file/" + path;
  }

  static FileState parse(byte[] value) {
    try {
      JsonNode node = JSON.readTree(value);
      return new FileState(node.path("lines").longValue(), node.path("sha256").asText());
    } catch (IOException e) {
      throw new IllegalArgumentException("not the state of a file", e);
    }
  }

  byte[] bytes() {
    return JSON.createObjectNode()
        .put("lines", lines)
        .put("sha256", sha256)
        .toString()
        .getBytes(StandardCharsets.UTF_8);
  }
}
