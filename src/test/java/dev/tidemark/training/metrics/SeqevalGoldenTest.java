package dev.tidemark.training.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.tidemark.testing.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Every number of the reference package, in both modes. */
class SeqevalGoldenTest {

  // The macro average over no types is NaN there, which strict JSON does not have.
  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();

  private static List<String> lines = List.of();

  @BeforeAll
  static void readGoldenLines() throws IOException {
    List<String> all = Files.readAllLines(SharedData.require("golden/seqeval.jsonl"));
    lines = all.subList(1, all.size());
    assertThat(lines).isNotEmpty();
  }

  @Test
  void defaultMode() throws Exception {
    int checked = 0;
    for (int i = 0; i < lines.size(); i++) {
      Golden golden = Golden.parse(lines.get(i), i + 2);
      if (golden.node().has("default")) { // the reference has no default mode for BILOU
        golden.check("default", Seqeval.score(golden.references(), golden.predictions()));
        checked++;
      }
    }
    assertThat(checked).isPositive();
  }

  @Test
  void strictMode() throws Exception {
    for (int i = 0; i < lines.size(); i++) {
      Golden golden = Golden.parse(lines.get(i), i + 2);
      TagScheme scheme = TagScheme.valueOf(golden.node().get("scheme").asText());
      golden.check(
          "strict", Seqeval.scoreStrict(golden.references(), golden.predictions(), scheme));
    }
  }

  private record Golden(JsonNode node, int line) {

    static Golden parse(String json, int line) throws JsonProcessingException {
      return new Golden(JSON.readTree(json), line);
    }

    List<List<String>> references() {
      return sentences("references");
    }

    List<List<String>> predictions() {
      return sentences("predictions");
    }

    private List<List<String>> sentences(String field) {
      return JSON.convertValue(node.get(field), new TypeReference<List<List<String>>>() {});
    }

    void check(String mode, SeqevalReport report) {
      Map<String, TypeScore> rows = new LinkedHashMap<>(report.types());
      rows.put("micro avg", report.micro());
      rows.put("macro avg", report.macro());
      rows.put("weighted avg", report.weighted());
      assertThat(rows.keySet())
          .as("rows of line %d, %s", line, mode)
          .containsExactlyElementsOf(node.get(mode)::fieldNames);
      rows.forEach(
          (row, score) -> {
            checkNumber(score.precision(), mode, row, "precision");
            checkNumber(score.recall(), mode, row, "recall");
            checkNumber(score.f1(), mode, row, "f1-score");
            checkNumber((double) score.support(), mode, row, "support");
          });
      assertThat(report.accuracy())
          .as("accuracy of line %d", line)
          .isCloseTo(node.get("accuracy").asDouble(), within(1e-9));
    }

    private void checkNumber(double actual, String mode, String row, String number) {
      double expected = node.get(mode).get(row).get(number).asDouble();
      var assertion = assertThat(actual).as("line %d, %s, %s, %s", line, mode, row, number);
      if (Double.isNaN(expected)) {
        assertion.isNaN();
      } else {
        assertion.isCloseTo(expected, within(1e-9));
      }
    }
  }
}
