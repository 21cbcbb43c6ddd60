package dev.tidemark.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemark.app.models.ModelFolder;

/** What holds of every tagged record, whatever the model says. */
public final class TaggedJson {

  private TaggedJson() {}

  /**
   * Entities in order, without overlap, each the substring at its offsets, each score a
   * probability.
   */
  public static void assertSound(JsonNode tagged) {
    String text = tagged.get("text").asText();
    int from = 0;
    for (JsonNode entity : tagged.get("entities")) {
      int start = entity.get("start").asInt();
      int end = entity.get("end").asInt();
      assertThat(start).as("start in %s", tagged).isGreaterThanOrEqualTo(from);
      assertThat(end)
          .as("end in %s", tagged)
          .isGreaterThan(start)
          .isLessThanOrEqualTo(text.length());
      assertThat(entity.get("text").asText()).isEqualTo(text.substring(start, end));
      assertThat(entity.get("type").asText()).isIn("PER", "ORG", "LOC", "MISC");
      assertThat(entity.get("score").asDouble()).isBetween(0.0, 1.0);
      from = end;
    }
    assertThat(tagged.get("windows").asInt()).isPositive();
    assertThat(tagged.at("/model/ner").asText()).isEqualTo(ModelFolder.DEFAULT_VERSION);
  }
}
