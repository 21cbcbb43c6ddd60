package dev.tidemark.app.kafka;

import dev.tidemark.app.settings.Configuration;
import dev.tidemark.app.settings.Settings;
import dev.tidemark.app.settings.TracingSettings;
import dev.tidemark.inference.Tagger;
import dev.tidemark.inference.Tagging;
import dev.tidemark.ops.tracing.W3cTracing;
import dev.tidemark.stream.CorrectionsTopology;
import dev.tidemark.stream.InFlightLimits;
import dev.tidemark.stream.OneByOneTopology;
import dev.tidemark.stream.RestartBackOff;
import dev.tidemark.stream.RestartBudget;
import dev.tidemark.stream.StreamMetrics;
import dev.tidemark.stream.StreamSettings;
import dev.tidemark.stream.TaggingStreams;
import dev.tidemark.stream.TaggingTopology;
import dev.tidemark.stream.Tracing;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** From settings to a tagging topology that is ready to start. */
public final class StreamWiring {

  public static final String BOOTSTRAP_SERVERS = "bootstrap.servers";

  /**
   * What looking for results adds to latencies while no input comes. A look costs next to nothing,
   * and there are none while nothing is in flight.
   */
  private static final Duration LOOK_INTERVAL = Duration.ofMillis(10);

  private StreamWiring() {}

  public static TaggingTopology.Topics topics(Configuration settings) {
    return new TaggingTopology.Topics(
        settings.get(Settings.TOPICS_TEXTS),
        settings.get(Settings.TOPICS_TAGGED),
        settings.get(Settings.TOPICS_DEAD_LETTERS));
  }

  public static String bootstrapServers(Configuration settings) {
    return settings.bootstrapServers();
  }

  /**
   * Not started yet.
   *
   * @param maxRecordBytes what the output topics take
   */
  public static TaggingStreams streams(
      Configuration settings,
      String bootstrapServers,
      Tagger tagger,
      StreamMetrics metrics,
      int maxRecordBytes) {
    return streams(settings, bootstrapServers, tagger, metrics, maxRecordBytes, Tracing.OFF);
  }

  /** Likewise, with traces. */
  public static TaggingStreams streams(
      Configuration settings,
      String bootstrapServers,
      Tagger tagger,
      StreamMetrics metrics,
      int maxRecordBytes,
      Tracing tracing) {
    TaggingTopology topology =
        new TaggingTopology(
            topics(settings),
            settings.get(Settings.INPUT_FORMAT),
            tagger,
            new InFlightLimits(
                settings.get(Settings.STREAM_MAX_IN_FLIGHT),
                InFlightLimits.DEFAULT.bytes(),
                settings.get(Settings.STREAM_PATIENCE)),
            LOOK_INTERVAL,
            maxRecordBytes,
            metrics,
            tracing);
    Properties properties = properties(settings, bootstrapServers);
    return new TaggingStreams(topology, properties, budget(settings));
  }

  /** What one would write first, on the same terms, to be measured against; not started yet. */
  public static TaggingStreams oneByOne(
      Configuration settings, String bootstrapServers, Function<String, Tagging> tag) {
    OneByOneTopology topology = new OneByOneTopology(topics(settings), tag);
    return new TaggingStreams(topology, properties(settings, bootstrapServers), budget(settings));
  }

  /** From corrections to examples, under an application id of its own; not started yet. */
  public static TaggingStreams streams(
      Configuration settings,
      String bootstrapServers,
      String applicationId,
      CorrectionsTopology topology) {
    Properties properties = properties(settings, bootstrapServers);
    properties.put("application.id", applicationId);
    return new TaggingStreams(topology, properties, budget(settings));
  }

  public static CorrectionsTopology.Topics correctionTopics(Configuration settings) {
    return new CorrectionsTopology.Topics(
        settings.get(Settings.TOPICS_CORRECTIONS),
        settings.get(Settings.TOPICS_EXAMPLES),
        settings.get(Settings.TOPICS_DEAD_LETTERS));
  }

  /** As the settings say; null when there are no traces to carry. */
  public static @Nullable W3cTracing tracing(Configuration settings) {
    if (settings.get(TracingSettings.MODE) == TracingSettings.Mode.OFF) {
      return null;
    }
    String endpoint = settings.get(TracingSettings.ENDPOINT);
    return new W3cTracing(
        settings.get(Settings.APPLICATION_ID),
        endpoint.equals("none") ? Optional.empty() : Optional.of(URI.create(endpoint)));
  }

  /** What a plain client needs. */
  public static Properties connection(Configuration settings, String bootstrapServers) {
    Properties properties = settings.kafkaProperties();
    properties.put(BOOTSTRAP_SERVERS, bootstrapServers);
    return properties;
  }

  private static RestartBudget budget(Configuration settings) {
    return RestartBudget.forThreads(
        settings.get(Settings.STREAM_THREADS),
        new RestartBackOff(
            settings.get(Settings.RESTART_BACKOFF), settings.get(Settings.RESTART_BACKOFF_MAX)));
  }

  private static Properties properties(Configuration settings, String bootstrapServers) {
    Map<String, String> overrides = new HashMap<>(settings.kafka());
    overrides.remove(BOOTSTRAP_SERVERS);
    return new StreamSettings(
            settings.get(Settings.APPLICATION_ID),
            bootstrapServers,
            settings.get(Settings.PROCESSING_GUARANTEE),
            settings.get(Settings.GROUP_PROTOCOL),
            settings.get(Settings.STREAM_THREADS),
            settings.get(Settings.COMMIT_INTERVAL),
            settings.get(Settings.TRANSACTION_TIMEOUT),
            StreamSettings.defaults("", bootstrapServers).poll(),
            overrides)
        .properties();
  }
}
