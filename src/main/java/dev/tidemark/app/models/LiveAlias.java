package dev.tidemark.app.models;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.app.cli.CommandFailedException;
import dev.tidemark.app.kafka.StreamWiring;
import dev.tidemark.app.settings.Configuration;
import dev.tidemark.app.settings.Settings;
import dev.tidemark.app.topics.KafkaProblem;
import dev.tidemark.app.topics.Patience;
import dev.tidemark.app.topics.TopicCheck;
import dev.tidemark.model.store.LiveModel;
import dev.tidemark.stream.CompactedTopic;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.common.KafkaException;

/**
 * The alias that the settings name, as it stands on {@code model-events}; with it the last record
 * of every other key there. Each record is read once, however often somebody asks.
 *
 * <p>Threading notes: one thread.
 */
public final class LiveAlias implements AutoCloseable {

  private final String alias;
  private final String topic;
  private final CompactedTopic events;
  private final Runnable beforeWriting;
  private final Map<String, byte[]> latest = new LinkedHashMap<>();

  private LiveAlias(String alias, String topic, CompactedTopic events, Runnable beforeWriting) {
    this.alias = alias;
    this.topic = topic;
    this.events = events;
    this.beforeWriting = beforeWriting;
  }

  /**
   * Of a command that may be the first to ask this Kafka anything.
   *
   * @throws CommandFailedException when it does not answer, or has no such topic
   */
  static LiveAlias ofCommand(Configuration settings) {
    String bootstrap = StreamWiring.bootstrapServers(settings);
    TopicCheck.requireExists(settings, bootstrap, settings.get(Settings.TOPICS_MODEL_EVENTS));
    return open(settings, bootstrap);
  }

  /**
   * Connects.
   *
   * @throws CommandFailedException when Kafka does not answer
   */
  public static LiveAlias open(Configuration settings, String bootstrap) {
    return open(settings, bootstrap, () -> {});
  }

  /**
   * Likewise, for one of several that take turns.
   *
   * @param beforeWriting throws where it is not this one's turn, and nothing is written
   */
  public static LiveAlias open(Configuration settings, String bootstrap, Runnable beforeWriting) {
    Properties kafka = settings.kafkaProperties();
    kafka.put(StreamWiring.BOOTSTRAP_SERVERS, bootstrap);
    Patience.give(kafka);
    String topic = settings.get(Settings.TOPICS_MODEL_EVENTS);
    try {
      return new LiveAlias(
          settings.get(Settings.MODEL_ALIAS),
          topic,
          new CompactedTopic(kafka, topic),
          beforeWriting);
    } catch (KafkaException e) {
      throw KafkaProblem.of(
          e,
          bootstrap,
          "the topic %s on %s cannot be read (%s); set tidemark.kafka.bootstrap.servers, or create it with cleanup.policy=compact"
              .formatted(topic, bootstrap, e.getMessage()));
    }
  }

  public String name() {
    return alias;
  }

  /**
   * Takes over from whoever writes by this id: what they write from now on fails with a {@link
   * dev.tidemark.stream.FencedException}, even what they have begun.
   */
  public void takeOver(String id) {
    events.takeOver(id);
  }

  /** What has come since the last look; waits for something at most this long. */
  public List<CompactedTopic.Entry> poll(Duration wait) {
    return noted(events.poll(wait));
  }

  /** The last record of a key, after everything that is there now was read. */
  public Optional<byte[]> last(String key) {
    var unused = noted(events.pollToEnd());
    return Optional.ofNullable(latest.get(key));
  }

  /** The last record of every key, after everything that is there now was read. */
  public Map<String, byte[]> all() {
    var unused = noted(events.pollToEnd());
    return Map.copyOf(latest);
  }

  private List<CompactedTopic.Entry> noted(List<CompactedTopic.Entry> entries) {
    for (CompactedTopic.Entry entry : entries) {
      byte[] value = entry.value();
      if (value == null) {
        latest.remove(entry.key());
      } else {
        latest.put(entry.key(), value);
      }
    }
    return entries;
  }

  /** Writes a record beside the alias's own: something that has happened. */
  public void report(String key, ObjectNode event) {
    write(key, event.toString().getBytes(StandardCharsets.UTF_8));
  }

  /** What it points to, after everything that is there now was read. */
  public Optional<LiveModel> current() {
    Optional<byte[]> value = last(alias);
    try {
      return value.map(LiveModel::parse);
    } catch (IllegalArgumentException e) {
      throw new CommandFailedException(
          "the record '%s' on %s is %s; promote a model to mend it"
              .formatted(alias, topic, e.getMessage()),
          e);
    }
  }

  /**
   * Points it to another model.
   *
   * @param incumbent what serves where nothing was promoted before
   * @return what it says now
   */
  public LiveModel promote(String model, String incumbent, Instant at, String by, String reason) {
    LiveModel next =
        current()
            .map(live -> live.promote(model, at, by, reason))
            .orElseGet(() -> LiveModel.first(alias, model, incumbent, at, by, reason));
    write(next);
    return next;
  }

  public void write(LiveModel live) {
    write(alias, live.bytes());
  }

  private void write(String key, byte[] value) {
    beforeWriting.run();
    events.write(key, value);
  }

  @Override
  public void close() {
    events.close();
  }
}
