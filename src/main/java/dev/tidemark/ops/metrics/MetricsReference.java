package dev.tidemark.ops.metrics;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All metrics that Tidemark exposes, and {@code docs/metrics.md}, which lists them. */
public final class MetricsReference {

  private static final Map<String, List<Figure>> CHAPTERS = new LinkedHashMap<>();

  static {
    CHAPTERS.put("Flow", StreamMeters.FIGURES);
    CHAPTERS.put("Progress", ProgressMeters.FIGURES);
    CHAPTERS.put("Batching and latency", TaggerMeters.FIGURES);
    CHAPTERS.put("Model", ModelMeters.FIGURES);
    CHAPTERS.put("Adaptation", AdaptationMeters.FIGURES);
    CHAPTERS.put("Health", HealthMeters.FIGURES);
    CHAPTERS.put("HTTP", HttpMeters.FIGURES);
    CHAPTERS.put("Kafka", KafkaMeters.FIGURES);
    CHAPTERS.put("Process", ProcessMeters.FIGURES);
  }

  private static final String INTRODUCTION =
      """
      # Metrics

      <!-- Written by `./tidemark metrics-docs > docs/metrics.md` from the declarations in dev.tidemark.ops.metrics.
           Do not edit by hand: a test compares the two, and both with what a running Tidemark exposes. -->

      `GET /metrics` answers in the format of Prometheus (text 0.0.4), or in OpenMetrics 1.0 where the `Accept` header
      asks for it. Configuration, alerts and a dashboard that read these: [`deploy/`](../deploy).

      The balance an operator can alarm on, at every instant and over all restarts of tasks within a process:

          received = tagged + dead-lettered + abandoned + in flight

      These count work, not outcomes: a record forwarded in a transaction that was then aborted is received again.
      A *histogram* has the series `_bucket`, `_count`, `_sum`, and `_max`, the largest value of the last minutes; a
      *summary* has them without the buckets.
      Labels whose values come from outside are bounded: beyond that, values go into one series called `other`, or
      the longest unused series goes.
      No metric holds text of a document.
      """;

  private MetricsReference() {}

  /** The whole document. */
  public static String markdown() {
    StringBuilder text = new StringBuilder(INTRODUCTION);
    CHAPTERS.forEach(
        (title, figures) -> {
          text.append("\n## ").append(title).append("\n\n");
          text.append("| metric | type | labels | unit | meaning |\n|---|---|---|---|---|\n");
          figures.forEach(figure -> text.append(row(figure)));
        });
    return text.toString();
  }

  private static String row(Figure figure) {
    return Stream.of(
            "`" + figure.exposed() + "`",
            switch (figure.kind()) {
              case COUNTER -> "counter";
              case GAUGE -> "gauge";
              case HISTOGRAM, DURATIONS -> "histogram";
              case SUMMARY -> "summary";
              case INFO -> "info";
            },
            figure.labels().stream()
                .map(label -> "`" + label + "`")
                .collect(Collectors.joining(", ")),
            figure.unit(),
            figure.meaning())
        .collect(Collectors.joining(" | ", "| ", " |\n"));
  }
}
