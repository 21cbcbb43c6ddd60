package dev.tidemark.torch;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;

/**
 * TorchScript sources kept as readable resources, with {@code {name}} where a number of the model
 * goes.
 */
final class ProgramText {

  private ProgramText() {}

  static String load(String resource, Map<String, String> constants) throws IOException {
    String text;
    try (InputStream in =
        Objects.requireNonNull(ProgramText.class.getResourceAsStream(resource), resource)) {
      text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    for (Map.Entry<String, String> constant : constants.entrySet()) {
      text = text.replace("{" + constant.getKey() + "}", constant.getValue());
    }
    return text;
  }
}
