package dev.tidemark.app.bench;

import dev.tidemark.app.tagger.LoadedTagger;
import dev.tidemark.bench.Speed;
import dev.tidemark.inference.TaggerCounts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the turns of {@code bench stream} gave. */
final class StreamSeries {

  final List<Double> raw = new ArrayList<>();
  final List<Double> tokens = new ArrayList<>();
  final List<Double> records = new ArrayList<>();
  final List<Double> shares = new ArrayList<>();
  final Map<String, Double> cpu = new TreeMap<>();
  TaggerCounts.Totals tagger = TaggerCounts.Totals.NONE;
  double naive = Double.NaN;
  double shareOfOne = Double.NaN;
  BenchStreamReport.@Nullable HalfLoad halfLoad;
  BenchStreamReport.@Nullable HalfLoad halfLoadMorePartitions;

  void add(double rawSpeed, StreamTrial.Throughput stream, TaggerCounts.Totals counts) {
    raw.add(rawSpeed);
    tokens.add(stream.tokensPerSecond());
    records.add(stream.recordsPerSecond());
    shares.add(stream.tokensPerSecond() / rawSpeed);
    tagger = tagger.plus(counts);
    stream.cpuSeconds().forEach((part, used) -> cpu.merge(part, used, Double::sum));
  }

  double medianRecordsPerSecond() {
    return Speed.median(records);
  }

  BenchStreamReport report(
      LoadedTagger loaded, double meanTokens, BenchStreamContest.Plan plan, Duration linger) {
    return new BenchStreamReport(
        loaded.model().version(),
        loaded.device(),
        loaded.workers(),
        loaded.limits().maxTokens(),
        plan.partitions(),
        meanTokens,
        linger,
        raw,
        tokens,
        records,
        shares,
        naive,
        plan.instances(),
        shareOfOne,
        tagger,
        cpu,
        halfLoad,
        halfLoadMorePartitions);
  }
}
