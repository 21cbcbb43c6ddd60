package dev.tidemark.app.demo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemark.app.cli.Json;
import java.io.PrintStream;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The same texts, tagged by two models.
 *
 * @param items what is known of them
 * @param before tagged records, in the order of the items
 * @param after likewise
 */
record DemoComparison(List<DemoItems.Item> items, List<JsonNode> before, List<JsonNode> after) {

  /**
   * Entities of one model's answers.
   *
   * @param right found with type, start and end
   * @param found by the model
   * @param known to be there
   */
  record Score(int right, int found, int known) {

    double f1() {
      return found + known == 0 ? 0 : 2.0 * right / (found + known);
    }
  }

  /** Texts whose entities are no longer the same. */
  int changed() {
    int changed = 0;
    for (int i = 0; i < items.size(); i++) {
      if (!entities(before.get(i).path("entities"))
          .equals(entities(after.get(i).path("entities")))) {
        changed++;
      }
    }
    return changed;
  }

  /** Null where nobody has said what is right. */
  @Nullable Score score(List<JsonNode> answers) {
    int right = 0;
    int found = 0;
    int known = 0;
    for (int i = 0; i < items.size(); i++) {
      JsonNode truth = items.get(i).entities();
      if (truth == null) {
        return null;
      }
      Set<String> mine = entities(answers.get(i).path("entities"));
      Set<String> theirs = entities(truth);
      found += mine.size();
      known += theirs.size();
      mine.retainAll(theirs);
      right += mine.size();
    }
    return new Score(right, found, known);
  }

  private static Set<String> entities(JsonNode entities) {
    Set<String> all = new LinkedHashSet<>();
    for (JsonNode entity : entities) {
      all.add(
          "%s %d %d"
              .formatted(
                  entity.path("type").asText(),
                  entity.path("start").asInt(),
                  entity.path("end").asInt()));
    }
    return all;
  }

  void print(PrintStream out, Highlighter highlighter) {
    for (int i = 0; i < items.size(); i++) {
      out.printf("before  %s%n", highlighter.text(before.get(i)));
      out.printf("after   %s%n", highlighter.text(after.get(i)));
      JsonNode truth = items.get(i).entities();
      if (truth != null && !entities(truth).equals(entities(after.get(i).path("entities")))) {
        out.printf("right   %s%n", highlighter.text(truth(items.get(i).text(), truth)));
      }
      out.println();
    }
  }

  private static JsonNode truth(String text, JsonNode entities) {
    return Json.MAPPER.createObjectNode().put("text", text).set("entities", entities);
  }
}
