package dev.tidemark.app.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * A tagged record for people: its text with the entities marked and the best words in the gaps, in
 * colour on a terminal.
 */
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
    String id = tagged.path("id").asText("");
    String start =
        id.isEmpty() ? "" : (colours ? FAINT : "") + plain(id) + (colours ? RESET : "") + "  ";
    return start + text(tagged);
  }

  /** Likewise, without its id. */
  String text(JsonNode tagged) {
    String text = tagged.path("text").asText();
    StringBuilder line = new StringBuilder();
    int from = 0;
    for (JsonNode found : byStart(tagged)) {
      int start = found.path("start").asInt();
      int end = found.path("end").asInt();
      if (start < from) {
        continue; // a mask within an entity
      }
      line.append(plain(text.substring(from, start)));
      if (found.has("candidates")) {
        JsonNode best = found.path("candidates").path(0).path("token");
        line.append(
            best.isMissingNode()
                ? plain(text.substring(start, end))
                : marked(plain(best.asText()), "MASK"));
      } else {
        line.append(marked(plain(text.substring(start, end)), found.path("type").asText()));
      }
      from = end;
    }
    return line.append(plain(text.substring(from))).toString();
  }

  /** Entities, and the gaps of the text, which show the best word for them. */
  private static List<JsonNode> byStart(JsonNode tagged) {
    List<JsonNode> all = new ArrayList<>();
    tagged.path("entities").forEach(all::add);
    tagged.path("fills").forEach(all::add);
    all.sort(Comparator.comparingInt(found -> found.path("start").asInt()));
    return all;
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
