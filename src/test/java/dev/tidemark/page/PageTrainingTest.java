package dev.tidemark.page;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.openqa.selenium.WebElement;

/** A training run of the default model, as somebody watches it who has sent the corrections. */
@Tag("broker")
@Tag("browser")
@Tag("slow")
@Timeout(600)
class PageTrainingTest {

  private static final int CORRECTIONS = 24;
  private static final Duration PATIENCE = Duration.ofMinutes(4);
  private static final Path SENTENCES =
      Path.of("src/main/resources/dev/tidemark/app/demo/racing-corrections.jsonl");

  @Test
  void aRunIsSeenFromItsBeginningToItsVerdict() throws Exception {
    try (PageInBrowser page = new PageInBrowser(Chromium.start());
        RunningTidemark tidemark =
            RunningTidemark.start(
                Map.of(
                    "adaptation.min-corrections", Integer.toString(CORRECTIONS),
                    "adaptation.min-interval", "0s",
                    "adaptation.settle", "0s",
                    "adaptation.epochs", "2",
                    "adaptation.shadow-period", "1s"))) {
      page.open(tidemark.page(null));
      page.press("4");
      page.awaitText("#runs-list", "No run yet");

      var unused = tidemark.broker().produce(corrections());

      await("the run under way, with how far it is")
          .atMost(PATIENCE)
          .until(() -> run(page).matches("(?s).*under way: training.*step \\d+ of \\d+.*"));
      WebElement bar = page.element("#runs-list progress");
      assertThat(Double.parseDouble(bar.getAttribute("value")))
          .isPositive()
          .isLessThanOrEqualTo(Double.parseDouble(bar.getAttribute("max")));
      assertThat(run(page)).contains(CORRECTIONS + " new corrections").contains("held out");

      await("its verdict").atMost(PATIENCE).until(() -> page.has("#runs-list details"));
      assertThat(page.elements("#runs-list progress")).as("nothing is under way").isEmpty();
      page.element("#runs-list summary").click();
      assertThat(run(page))
          .as("promoted or not, and why, with the figures of both models")
          .containsPattern("promoted")
          .containsPattern("\\d\\d\\.\\d %");
      page.chromium().assertNoComplaints();
    }
  }

  private static String run(PageInBrowser page) {
    return page.text(page.element("#runs-list"));
  }

  private static List<ProducerRecord<byte[], byte[]>> corrections() throws IOException {
    ObjectMapper json = new ObjectMapper();
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
    for (String line : Files.readAllLines(SENTENCES).subList(0, CORRECTIONS)) {
      ObjectNode correction = (ObjectNode) json.readTree(line);
      correction.put("annotator", "ann").put("at", "2026-11-28T12:00:00Z");
      records.add(
          new ProducerRecord<>(
              "corrections",
              correction.path("id").asText().getBytes(UTF_8),
              correction.toString().getBytes(UTF_8)));
    }
    return records;
  }
}
