package dev.tidemark.app;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/** A tagged record for people: its text with the entities marked, in colour on a terminal. */
final class Highlighter {

  private static final String RESET = "\u001b[0m";
  private static final String FAINT = "\u001b[2m";
  private static final String OTHER = "\u001b[30;47m";
  private static final Map<String, String> COLOURS =
      Map.of(
          "PER",
          "\u001b[30;46m",
          "ORG",
          "\u001b[30;43m",
          "LOC",
          "\u001b[30;42m",
          "MISC",
          "\u001b[30;45m");

  private final boolean colours;

  Highlighter(boolean colours) {
    this.colours = colours;
  }

  /**
   * One line; control characters of the text are shown as spaces, so that no text can move the
   * cursor or ring the bell.
   *
   * @param tagged a record of the {@code tagged} topic
   */
  String line(JsonNode tagged) {
    String text = tagged.path("text").asText();
    StringBuilder line = new StringBuilder();
    String id = tagged.path("id").asText("");
    if (!id.isEmpty()) {
      line.append(colours ? FAINT : "").append(plain(id)).append(colours ? RESET : "").append("  ");
    }
    int from = 0;
    for (JsonNode entity : tagged.path("entities")) {
      int start = entity.path("start").asInt();
      int end = entity.path("end").asInt();
      line.append(plain(text.substring(from, start)));
      line.append(marked(plain(text.substring(start, end)), entity.path("type").asText()));
      from = end;
    }
    return line.append(plain(text.substring(from))).toString();
  }

  private String marked(String entity, String type) {
    if (!colours) {
      return "[" + entity + " " + type + "]";
    }
    return COLOURS.getOrDefault(type, OTHER) + entity + " " + FAINT + type + RESET;
  }

  private static String plain(String text) {
    StringBuilder plain = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      plain.append(Character.isISOControl(c) ? ' ' : c);
    }
    return plain.toString();
  }
}
