package dev.tidemark.app.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.app.cli.Json;
import dev.tidemark.app.cli.Report;
import java.io.PrintStream;
import java.util.Locale;

/**
 * What {@code bench adapt} found.
 *
 * @param pace share of the time in which the training computes
 * @param turns without and with a training
 * @param lag how the queue went
 */
record BenchAdaptReport(String model, String device, double pace, PairedTurns turns, Lag lag)
    implements Report {

  /**
   * Texts sent and not back yet.
   *
   * @param recordsPerSecond sent evenly
   * @param before the most before the training
   * @param end when the training ended
   * @param recoverySeconds from then until no more waited than before; NaN where that did not come
   */
  record Lag(double recordsPerSecond, long before, long end, double recoverySeconds) {}

  @Override
  public ObjectNode json() {
    ObjectNode node =
        Json.MAPPER.createObjectNode().put("model", model).put("device", device).put("pace", pace);
    turns.addTo(node, "training");
    ObjectNode queue =
        node.putObject("lag")
            .put("records_per_second", lag.recordsPerSecond)
            .put("before", lag.before)
            .put("at_end_of_training", lag.end);
    if (Double.isNaN(lag.recoverySeconds)) {
      queue.putNull("recovery_seconds");
    } else {
      queue.put("recovery_seconds", lag.recoverySeconds);
    }
    return node;
  }

  @Override
  public void print(PrintStream out) {
    out.printf(
        Locale.ROOT,
        "%s on %s: %,.0f tokens/s; %,.0f while a training computes %.0f %% of the time: %.3f of it (rounds %s)%n",
        model,
        device,
        turns.without(),
        turns.with(),
        100 * pace,
        turns.share(),
        turns.rounds());
    out.printf(
        Locale.ROOT,
        "at %.0f texts/s at most %d wait before the training, %d at its end; %s%n",
        lag.recordsPerSecond,
        lag.before,
        lag.end,
        Double.isNaN(lag.recoverySeconds)
            ? "the queue did not become as short again"
            : "%.1f s later no more than before".formatted(lag.recoverySeconds));
  }
}
