package dev.tidemark.app.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.app.cli.Json;
import dev.tidemark.app.cli.Report;
import dev.tidemark.app.tagger.SwapTimes;
import dev.tidemark.bench.Speed;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * What {@code bench swap} found.
 *
 * @param turns without and with swaps
 * @param swaps of the rounds with swaps, under load
 * @param megabytes outside the Java heap after each swap; the first is before all; may be empty
 */
record BenchSwapReport(
    String model,
    String device,
    BenchSwapContest.Plan plan,
    PairedTurns turns,
    List<SwapTimes> swaps,
    List<Double> megabytes)
    implements Report {

  /** The swap after which memory is the yardstick: all has been allocated once by then. */
  private static final int SETTLED = 5;

  @Override
  public ObjectNode json() {
    ObjectNode node =
        Json.MAPPER
            .createObjectNode()
            .put("model", model)
            .put("device", device)
            .put("every_seconds", plan.every())
            .put("partitions", plan.partitions());
    if (!turns.isEmpty()) {
      turns.addTo(node, "swapping");
      node.put("swaps_under_load", swaps.size());
      ObjectNode seconds = node.putObject("swap_seconds");
      seconds
          .put("all", median(SwapTimes::all))
          .put("fetch", median(SwapTimes::fetch))
          .put("load", median(SwapTimes::load))
          .put("trial", median(SwapTimes::trial))
          .put("fetch_cpu", median(SwapTimes::fetchCpu))
          .put("load_cpu", median(SwapTimes::loadCpu));
    }
    if (!megabytes.isEmpty()) {
      ObjectNode memory = node.putObject("native_megabytes");
      memory
          .put("before", megabytes.get(0))
          .put("settled_after", settled())
          .put("settled", megabytes.get(settled()))
          .put("last_after", last())
          .put("last", megabytes.get(last()))
          .put("growth", growth());
      memory.set("all", Json.MAPPER.valueToTree(megabytes.stream().map(Math::round).toList()));
    }
    return node;
  }

  @Override
  public void print(PrintStream out) {
    out.printf("%s on %s%n", model, device);
    if (!turns.isEmpty()) {
      out.printf(
          Locale.ROOT,
          "%,.0f tokens/s; %,.0f with a swap every %d s: %.3f of it (rounds %s)%n",
          turns.without(),
          turns.with(),
          plan.every(),
          turns.share(),
          turns.rounds());
      out.printf(
          Locale.ROOT,
          "a swap takes %.2f s under load: %.2f s to fetch and check (%.2f of a core), %.2f s to load (%.2f), %.2f s to try out (medians of %d)%n",
          median(SwapTimes::all),
          median(SwapTimes::fetch),
          median(SwapTimes::fetchCpu),
          median(SwapTimes::load),
          median(SwapTimes::loadCpu),
          median(SwapTimes::trial),
          swaps.size());
    }
    if (!megabytes.isEmpty()) {
      out.printf(
          Locale.ROOT,
          "outside the Java heap: %.0f MB before, %.0f MB after %d swaps, %.0f MB after %d (%+.1f %%)%n",
          megabytes.get(0),
          megabytes.get(settled()),
          settled(),
          megabytes.get(last()),
          last(),
          100 * growth());
    }
  }

  private int settled() {
    return Math.min(SETTLED, last());
  }

  private int last() {
    return megabytes.size() - 1;
  }

  private double growth() {
    return megabytes.get(last()) / megabytes.get(settled()) - 1;
  }

  private double median(ToDoubleFunction<SwapTimes> part) {
    return Speed.median(swaps.stream().map(part::applyAsDouble).toList());
  }
}
