package dev.tidemark.model.span;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tidemark.model.LabelSet;
import dev.tidemark.testing.SharedData;
import dev.tidemark.text.EntitySpan;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Entity for entity what the Hugging Face pipeline makes of the same probabilities. */
class AggregationGoldenTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"VITERBI", "WORD", "AUTO"}) // not the pipeline's
  void equalsTheReference(Aggregation aggregation) throws Exception {
    List<String> lines = Files.readAllLines(SharedData.require("golden/aggregation.jsonl"));
    List<String> names = new ArrayList<>();
    JSON.readTree(lines.get(0)).get("labels").forEach(name -> names.add(name.asText()));
    SpanDecoder decoder = new SpanDecoder(new LabelSet(names), aggregation);

    int entities = 0;
    for (int line = 1; line < lines.size(); line++) {
      JsonNode golden = JSON.readTree(lines.get(line));
      ScoredTokens tokens = tokens(golden.get("tokens"), names.size());
      List<EntitySpan> actual = decoder.decode(textOf(tokens), tokens);

      JsonNode expected = golden.get("expected").get(aggregation.toString());
      String where = "line %d, %s: %s".formatted(line + 1, aggregation, expected);
      assertThat(actual).as(where).hasSize(expected.size());
      for (int i = 0; i < expected.size(); i++) {
        check(actual.get(i), expected.get(i), where);
      }
      entities += actual.size();
    }
    assertThat(entities).isPositive();
  }

  private static void check(EntitySpan actual, JsonNode expected, String where) {
    String type = expected.has("entity") ? "entity" : "entity_group";
    assertThat(actual.type()).as(where).isEqualTo(expected.get(type).asText());
    assertThat(actual.start()).as(where).isEqualTo(expected.get("start").asInt());
    assertThat(actual.end()).as(where).isEqualTo(expected.get("end").asInt());
    assertThat(actual.score()).as(where).isCloseTo(expected.get("score").asDouble(), within(1e-4));
  }

  private static ScoredTokens tokens(JsonNode nodes, int labels) {
    int[] starts = new int[nodes.size()];
    int[] ends = new int[nodes.size()];
    boolean[] subword = new boolean[nodes.size()];
    float[] scores = new float[nodes.size() * labels];
    for (int t = 0; t < nodes.size(); t++) {
      JsonNode node = nodes.get(t);
      starts[t] = node.get("start").asInt();
      ends[t] = node.get("end").asInt();
      subword[t] = node.get("is_subword").asBoolean();
      for (int label = 0; label < labels; label++) {
        scores[t * labels + label] = node.get("scores").get(label).floatValue();
      }
    }
    return new ScoredTokens(starts, ends, subword, scores, labels);
  }

  /** The vectors hold offsets only; any text that is long enough will do. */
  private static String textOf(ScoredTokens tokens) {
    int length = 0;
    for (int end : tokens.ends()) {
      length = Math.max(length, end);
    }
    return "x".repeat(length);
  }
}
