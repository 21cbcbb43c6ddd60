package dev.tidemark.app.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.app.cli.Json;
import dev.tidemark.app.cli.Report;
import dev.tidemark.bench.Speed;
import dev.tidemark.inference.TaggerCounts;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What {@code bench stream} found; tokens are those of texts, special tokens left out.
 *
 * @param budget padded tokens of a batch
 * @param meanTokens of a record
 * @param raw tokens/s of the model on ideal batches, of each round
 * @param tokens tokens/s of the stream
 * @param records records/s of the stream
 * @param shares of the stream in the raw speed of the same round
 * @param naive tokens/s of the naive topology
 * @param instances that were compared with one
 * @param shareOfOne tokens/s of all of them together by those of one with all workers; NaN where
 *     none was compared
 * @param tagger its counts over all rounds of the stream
 * @param cpuSeconds of the processor by part of the process, over all rounds of the stream
 */
record BenchStreamReport(
    String model,
    String device,
    int workers,
    int budget,
    int partitions,
    double meanTokens,
    Duration linger,
    List<Double> raw,
    List<Double> tokens,
    List<Double> records,
    List<Double> shares,
    double naive,
    int instances,
    double shareOfOne,
    TaggerCounts.Totals tagger,
    Map<String, Double> cpuSeconds,
    @Nullable HalfLoad halfLoad,
    @Nullable HalfLoad halfLoadMorePartitions)
    implements Report {

  /**
   * Latencies at half the saturated rate.
   *
   * @param batchMillis mean time of a batch in the model
   */
  record HalfLoad(
      int partitions,
      double recordsPerSecond,
      StreamTrial.Delays delays,
      double batchMillis,
      double paddingShare) {

    ObjectNode json() {
      ObjectNode node = Json.MAPPER.createObjectNode();
      node.put("partitions", partitions).put("records_per_second", recordsPerSecond);
      node.put("p50_ms", delays.sinceTakenIn().quantile(0.5));
      node.put("p99_ms", delays.sinceTakenIn().quantile(0.99));
      node.put("batch_ms_mean", batchMillis).put("padding_share", paddingShare);
      node.put("since_sent_p50_ms", delays.sinceSent().quantile(0.5));
      node.put("since_sent_p99_ms", delays.sinceSent().quantile(0.99));
      node.put("until_committed_p50_ms", delays.untilCommitted().quantile(0.5));
      return node.put("until_committed_p99_ms", delays.untilCommitted().quantile(0.99));
    }

    void print(PrintStream out) {
      out.printf(
          Locale.ROOT,
          "  %d partitions, %.0f records/s: p50 %.0f ms, p99 %.0f ms in the topology"
              + " (batch %.0f ms); since sent %.0f / %.0f ms; until committed %.0f / %.0f ms%n",
          partitions,
          recordsPerSecond,
          delays.sinceTakenIn().quantile(0.5),
          delays.sinceTakenIn().quantile(0.99),
          batchMillis,
          delays.sinceSent().quantile(0.5),
          delays.sinceSent().quantile(0.99),
          delays.untilCommitted().quantile(0.5),
          delays.untilCommitted().quantile(0.99));
    }
  }

  @Override
  public ObjectNode json() {
    ObjectNode node = Json.MAPPER.createObjectNode();
    node.put("records_per_second", Speed.median(records))
        .put("tokens_per_second", Speed.median(tokens));
    node.put("raw_model_tokens_per_second", Speed.median(raw))
        .put("share_of_raw", Speed.median(shares));
    node.put("naive_tokens_per_second", naive)
        .put("speedup_over_naive", Speed.median(tokens) / naive);
    node.put("padding_share", tagger.paddingShare());
    if (!Double.isNaN(shareOfOne)) {
      node.putObject("instances").put("count", instances).put("share_of_one", shareOfOne);
    }
    node.put("batch_tokens_mean", batchTokens());
    if (halfLoad != null) {
      node.set("half_load", halfLoad.json());
    }
    if (halfLoadMorePartitions != null) {
      node.set("half_load_more_partitions", halfLoadMorePartitions.json());
    }
    node.put("model", model).put("device", device).put("workers", workers).put("budget", budget);
    node.put("partitions", partitions).put("record_tokens_mean", meanTokens);
    node.put("linger_ms", linger.toNanos() / 1e6);
    node.set("rounds_raw", Json.MAPPER.valueToTree(raw));
    node.set("rounds_stream", Json.MAPPER.valueToTree(tokens));
    node.set("rounds_share", Json.MAPPER.valueToTree(shares));
    node.set("cpu_seconds", Json.MAPPER.valueToTree(cpuSeconds));
    ObjectNode seconds = node.putObject("seconds");
    seconds.put("tokenize", tagger.tokenizerSeconds()).put("forward", tagger.modelSeconds());
    seconds.put("decode", tagger.decodingSeconds());
    return node;
  }

  @Override
  public void print(PrintStream out) {
    out.printf(
        Locale.ROOT,
        "%s on %s, %d workers with %d tokens a batch; %d partitions, %.0f tokens a record%n",
        model,
        device,
        workers,
        budget,
        partitions,
        meanTokens);
    out.printf(
        Locale.ROOT,
        "model alone    %,.0f tokens/s%nstream         %,.0f tokens/s, %,.0f records/s: %.2f of the model alone;"
            + " %.1f %% padding, %.0f tokens a batch%nnaive topology %,.0f tokens/s: the stream is %.1f times as fast%n",
        Speed.median(raw),
        Speed.median(tokens),
        Speed.median(records),
        Speed.median(shares),
        100 * tagger.paddingShare(),
        batchTokens(),
        naive,
        Speed.median(tokens) / naive);
    if (!Double.isNaN(shareOfOne)) {
      out.printf(Locale.ROOT, "%d instances share the cores: %.2f of one%n", instances, shareOfOne);
    }
    out.printf(Locale.ROOT, "processor seconds: %s%n", rounded(cpuSeconds));
    out.printf(Locale.ROOT, "half load (linger %d ms):%n", linger.toMillis());
    if (halfLoad != null) {
      halfLoad.print(out);
    }
    if (halfLoadMorePartitions != null) {
      halfLoadMorePartitions.print(out);
    }
  }

  private double batchTokens() {
    return tagger.batches() == 0 ? 0 : (double) tagger.batchedTokens() / tagger.batches();
  }

  private static String rounded(Map<String, Double> seconds) {
    StringBuilder text = new StringBuilder();
    seconds.forEach(
        (part, used) ->
            text.append(text.isEmpty() ? "" : ", ")
                .append(part)
                .append(String.format(Locale.ROOT, " %.1f", used)));
    return text.toString();
  }
}
