package dev.tidemark.app.observe;

import dev.tidemark.adaptation.AdaptationMetrics;
import dev.tidemark.app.cli.Version;
import dev.tidemark.app.settings.Configuration;
import dev.tidemark.app.settings.HealthSettings;
import dev.tidemark.app.settings.Settings;
import dev.tidemark.inference.TaggerMetrics;
import dev.tidemark.ops.health.Checks;
import dev.tidemark.ops.health.Health;
import dev.tidemark.ops.health.HealthPage;
import dev.tidemark.ops.http.HttpService;
import dev.tidemark.ops.http.Route;
import dev.tidemark.ops.http.RouteSource;
import dev.tidemark.ops.metrics.AdaptationMeters;
import dev.tidemark.ops.metrics.HealthMeters;
import dev.tidemark.ops.metrics.HttpMeters;
import dev.tidemark.ops.metrics.Metrics;
import dev.tidemark.ops.metrics.MetricsPage;
import dev.tidemark.ops.metrics.ModelMeters;
import dev.tidemark.ops.metrics.ProgressMeters;
import dev.tidemark.ops.metrics.StreamMeters;
import dev.tidemark.ops.metrics.TaggerMeters;
import dev.tidemark.stream.GroupProgress;
import dev.tidemark.stream.StreamMetrics;
import dev.tidemark.stream.TaggingStreams;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * What can be seen of a process: metrics for those who measure to write to, and the pages {@code
 * /metrics}, {@code /health/live} and {@code /health/ready}.
 *
 * <p>Threading notes: set up by one thread before the server starts; then any thread may ask.
 */
public final class Observation implements RouteSource, AutoCloseable {

  private static final Duration LOOK = Duration.ofSeconds(3);

  private final Configuration settings;
  private final InstantSource clock = InstantSource.system();
  private final Metrics metrics = new Metrics(Version.current());
  private final Health health = new Health();
  private final StreamMetrics stream = new StreamMeters(metrics, clock);
  private final TaggerMetrics tagger = new TaggerMeters(metrics);
  private final AdaptationMetrics adaptation = new AdaptationMeters(metrics);
  private final ProgressMeters progress = new ProgressMeters(metrics);
  private final List<GroupProgress> groups = new ArrayList<>();

  /** Of a process that does nothing yet. */
  public Observation(Configuration settings) {
    this.settings = settings;
    HealthMeters.bind(metrics, health);
  }

  /** For the topology that tags. */
  public StreamMetrics stream() {
    return stream;
  }

  /** For every model that finds entities. */
  public TaggerMetrics tagger() {
    return tagger;
  }

  /** For the trainer, and for whoever swaps models. */
  public AdaptationMetrics adaptation() {
    return adaptation;
  }

  /**
   * The process tags.
   *
   * @param bootstrap where Kafka is
   * @param version of the model that serves, asked at each look
   * @param isAlive whether it answers
   * @param device where it runs
   */
  public void tags(
      String bootstrap,
      TaggingStreams streams,
      Supplier<String> version,
      BooleanSupplier isAlive,
      String device) {
    ModelMeters.bind(metrics, version, isAlive, device);
    health.add(Health.Probe.LIVE, "model", Checks.model(version, isAlive));
    health.add(Health.Probe.READY, "model", Checks.model(version, isAlive));
    GroupProgress of =
        reads(
            bootstrap,
            "texts",
            settings.get(Settings.APPLICATION_ID),
            settings.get(Settings.TOPICS_TEXTS),
            streams);
    health.add(Health.Probe.READY, "lag", Checks.lag(of, settings.get(HealthSettings.MAX_LAG)));
  }

  /**
   * The process trains.
   *
   * @param bootstrap where Kafka is
   * @param applicationId of the streams that validate corrections
   * @param isAlive whether the thread that trains is
   */
  public void trains(
      String bootstrap, TaggingStreams corrections, String applicationId, BooleanSupplier isAlive) {
    health.add(Health.Probe.LIVE, "trainer", Checks.thread("the trainer", isAlive));
    health.add(Health.Probe.READY, "trainer", Checks.thread("the trainer", isAlive));
    var unused =
        reads(
            bootstrap,
            "corrections",
            applicationId,
            settings.get(Settings.TOPICS_CORRECTIONS),
            corrections);
  }

  /** The process has a server. */
  public void serves(HttpService http) {
    HttpMeters.bind(metrics, http);
  }

  private GroupProgress reads(
      String bootstrap, String stream, String group, String topic, TaggingStreams streams) {
    Properties connection = settings.kafkaProperties();
    connection.put("bootstrap.servers", bootstrap);
    GroupProgress of = new GroupProgress(connection, group, topic, streams::commits, LOOK, clock);
    groups.add(of);
    of.start();
    progress.watch(stream, topic, streams, of);
    health.add(Health.Probe.LIVE, stream, Checks.alive(streams::status));
    health.add(
        Health.Probe.READY,
        stream,
        Checks.reading(streams::status, settings.get(HealthSettings.MAX_REBALANCE)));
    return of;
  }

  @Override
  public List<Route> routes() {
    return Stream.of(new MetricsPage(metrics), new HealthPage(health))
        .flatMap(page -> page.routes().stream())
        .toList();
  }

  @Override
  public void close() {
    groups.forEach(GroupProgress::close);
    metrics.close();
  }
}
