package dev.tidemark.ops.metrics;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import java.util.stream.DoubleStream;

/**
 * All metrics of a process, and the page on which Prometheus reads them.
 *
 * <p>Threading notes: any thread may call anything.
 */
public final class Metrics implements AutoCloseable {

  /** From a millisecond, which is a short text's share of a batch, to what nobody waits for. */
  private static final Duration[] DURATIONS =
      DoubleStream.of(.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30, 60, 300)
          .mapToObj(seconds -> Duration.ofNanos(Math.round(seconds * 1e9)))
          .toArray(Duration[]::new);

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT, new PrometheusRegistry(), Clock.SYSTEM)
          .throwExceptionOnRegistrationFailure();

  private final ProcessMeters process;

  /**
   * A page with what concerns the process itself.
   *
   * @param version of Tidemark
   */
  public Metrics(String version) {
    process = ProcessMeters.bind(this, registry, version);
  }

  /**
   * What is served.
   *
   * @param contentType of the body
   * @param body in UTF-8
   */
  record Page(String contentType, byte[] body) {}

  /**
   * All metrics as they are now.
   *
   * @param accept the header of that name; empty where there is none
   */
  Page page(String accept) {
    Exposition exposition = Exposition.of(accept);
    ByteArrayOutputStream body = new ByteArrayOutputStream(1 << 16);
    try {
      registry.scrape(body, exposition.contentType());
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory does not fail so
    }
    return new Page(exposition.contentType(), body.toByteArray());
  }

  Counter counter(Figure figure, String... labelValues) {
    return Counter.builder(figure.name())
        .description(figure.meaning())
        .tags(tags(figure, labelValues))
        .register(registry);
  }

  /** One that is counted elsewhere. */
  void counter(Figure figure, DoubleSupplier count, String... labelValues) {
    // The object is held weakly, and would take a supplier of the caller's with it.
    FunctionCounter.builder(figure.name(), this, unused -> count.getAsDouble())
        .description(figure.meaning())
        .tags(tags(figure, labelValues))
        .register(registry);
  }

  void gauge(Figure figure, DoubleSupplier value, String... labelValues) {
    Gauge.builder(figure.name(), value, DoubleSupplier::getAsDouble)
        .description(figure.meaning())
        .tags(tags(figure, labelValues))
        .strongReference(true)
        .register(registry);
  }

  Timer timer(Figure figure, String... labelValues) {
    return Timer.builder(figure.name())
        .description(figure.meaning())
        .tags(tags(figure, labelValues))
        .serviceLevelObjectives(DURATIONS)
        .register(registry);
  }

  DistributionSummary summary(Figure figure, double... buckets) {
    return DistributionSummary.builder(figure.name())
        .description(figure.meaning())
        .serviceLevelObjectives(buckets)
        .register(registry);
  }

  /**
   * A gauge whose series come and go, which Micrometer's do not.
   *
   * @param values asked at each look: by the label values of each series
   */
  void gauges(Figure figure, Supplier<Map<List<String>, Double>> values) {
    collector(
        () -> {
          GaugeSnapshot.Builder gauge =
              GaugeSnapshot.builder().name(figure.exposed()).help(figure.meaning());
          values
              .get()
              .forEach(
                  (labels, value) ->
                      gauge.dataPoint(
                          GaugeSnapshot.GaugeDataPointSnapshot.builder()
                              .labels(Labels.of(figure.labels(), labels))
                              .value(value)
                              .build()));
          return gauge.build();
        });
  }

  /**
   * Facts, which Micrometer has no meter for.
   *
   * @param facts asked at each look: the label values of each series
   */
  void info(Figure figure, Supplier<Collection<List<String>>> facts) {
    String name = figure.name().replace('.', '_');
    collector(
        () -> {
          InfoSnapshot.Builder info = InfoSnapshot.builder().name(name).help(figure.meaning());
          for (List<String> labels : facts.get()) {
            info.dataPoint(
                InfoSnapshot.InfoDataPointSnapshot.builder()
                    .labels(Labels.of(figure.labels(), labels))
                    .build());
          }
          return info.build();
        });
  }

  private void collector(Collector collector) {
    registry.getPrometheusRegistry().register(collector);
  }

  private static Tags tags(Figure figure, String... values) {
    if (values.length != figure.labels().size()) {
      throw new IllegalArgumentException(
          "%s has the labels %s".formatted(figure.name(), figure.labels()));
    }
    List<Tag> tags = new ArrayList<>();
    for (int i = 0; i < values.length; i++) {
      tags.add(Tag.of(figure.labels().get(i), values[i]));
    }
    return Tags.of(tags);
  }

  @Override
  public void close() {
    process.close();
    registry.close();
  }
}
