package dev.tidemark.ops.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.adaptation.guard.AgreementCounts;
import dev.tidemark.inference.Tagging;
import dev.tidemark.testing.Scrape;
import dev.tidemark.text.EntitySpan;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What models and people can name is without end; what Prometheus keeps is not. */
class CardinalityTest {

  private static final int MANY = 1000;

  private final Metrics metrics = new Metrics("test");

  @Test
  void typesAndVersionsBeyondTheBoundShareOneSeries() {
    StreamMeters meters = new StreamMeters(metrics, InstantSource.system());
    for (int i = 0; i < MANY; i++) {
      EntitySpan entity = new EntitySpan("TYPE" + i, 0, 1, "a", 1);
      meters.received();
      meters.tagged(new Tagging(List.of(entity), "model@" + i, "0", 1, 1), 0, Duration.ofMillis(1));
    }
    Scrape page = page();
    assertThat(count(page, "tidemark_entities_total")).isEqualTo(StreamMeters.MOST_TYPES + 1);
    assertThat(count(page, "tidemark_records_tagged_total"))
        .isEqualTo(StreamMeters.MOST_MODELS + 1);
    assertThat(page.value("tidemark_entities_total", "type", LabelValues.OTHER))
        .isEqualTo(MANY - StreamMeters.MOST_TYPES);
    assertThat(page.sum("tidemark_records_tagged_total")).as("none is lost").isEqualTo(MANY);
    assertThat(page.sum("tidemark_records_in_flight")).isZero();
  }

  @Test
  void ofReadingsTheOldestGoes() {
    AdaptationMeters meters = new AdaptationMeters(metrics);
    for (int i = 0; i < MANY; i++) {
      meters.agreed("model@" + i, new AgreementCounts(i, 0, 0, 0, 0, Map.of()));
      meters.agreed("model@0", AgreementCounts.NONE);
    }
    Scrape page = page();
    assertThat(count(page, "tidemark_agreement_texts")).isEqualTo(20);
    assertThat(page.value("tidemark_agreement_texts", "model", "model@999")).isEqualTo(999);
    assertThat(page.value("tidemark_agreement_texts", "model", "model@0")).isZero();
  }

  private static long count(Scrape page, String name) {
    return page.series().stream().filter(series -> series.name().equals(name)).count();
  }

  private Scrape page() {
    return Scrape.of(new String(metrics.page("").body(), UTF_8));
  }
}
