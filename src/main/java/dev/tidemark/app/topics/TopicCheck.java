package dev.tidemark.app.topics;

import dev.tidemark.app.cli.CommandFailedException;
import dev.tidemark.app.settings.Configuration;
import dev.tidemark.stream.StreamSettings;
import dev.tidemark.stream.TaggingTopology;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.config.TopicConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the brokers answer, the topics exist and take large records, asked before anything is
 * started.
 */
public final class TopicCheck {

  private static final Logger LOG = LoggerFactory.getLogger(TopicCheck.class);

  private TopicCheck() {}

  /**
   * Ends the command with one line that says what to do, or answers what the output topics take.
   *
   * @return bytes that a record may measure; a larger result becomes a dead letter
   * @throws CommandFailedException when no broker answers, or a topic is missing
   */
  public static int require(
      Configuration settings, String bootstrap, TaggingTopology.Topics topics) {
    return require(
        settings,
        bootstrap,
        List.of(topics.texts()),
        List.of(topics.tagged(), topics.deadLetters()));
  }

  /**
   * Likewise.
   *
   * @param inputs topics that are read
   * @param outputs topics that are written to
   */
  public static int require(
      Configuration settings, String bootstrap, List<String> inputs, List<String> outputs) {
    try (TopicAdmin admin = TopicAdmin.open(settings, bootstrap)) {
      List<String> names = new ArrayList<>(inputs);
      names.addAll(outputs);
      requireThere(admin, bootstrap, names);
      return outputs.stream().mapToInt(topic -> limit(admin, topic)).min().orElseThrow();
    }
  }

  /**
   * Whether there is such a topic.
   *
   * @throws CommandFailedException when no broker answers
   */
  public static boolean exists(Configuration settings, String bootstrap, String topic) {
    try (TopicAdmin admin = TopicAdmin.open(settings, bootstrap)) {
      return admin.missing(List.of(topic)).isEmpty();
    }
  }

  /** Ends the command with one line that says what to do unless there is such a topic. */
  public static void requireExists(Configuration settings, String bootstrap, String topic) {
    try (TopicAdmin admin = TopicAdmin.open(settings, bootstrap)) {
      requireThere(admin, bootstrap, List.of(topic));
    }
  }

  /**
   * Ends the command unless there is such a topic, and Kafka keeps the last record of each key for
   * ever.
   */
  public static void requireCompacted(Configuration settings, String bootstrap, String topic) {
    try (TopicAdmin admin = TopicAdmin.open(settings, bootstrap)) {
      requireThere(admin, bootstrap, List.of(topic));
      String policy = admin.config(topic).get(TopicConfig.CLEANUP_POLICY_CONFIG);
      if (policy != null && !policy.equals(TopicConfig.CLEANUP_POLICY_COMPACT)) {
        throw new CommandFailedException(
            "the topic %s forgets (%s=%s); set it to compact, or what it remembers is done again one day"
                .formatted(topic, TopicConfig.CLEANUP_POLICY_CONFIG, policy));
      }
    } catch (ExecutionException e) {
      LOG.warn("whether topic {} is compacted cannot be read ({})", topic, e.getMessage());
    }
  }

  private static void requireThere(TopicAdmin admin, String bootstrap, List<String> names) {
    List<String> missing = admin.missing(names);
    if (!missing.isEmpty()) {
      throw new CommandFailedException(
          "no topic %s on %s; create what is missing: tidemark topics -D tidemark.kafka.bootstrap.servers=%s"
              .formatted(String.join(", ", missing), bootstrap, bootstrap));
    }
  }

  private static int limit(TopicAdmin admin, String topic) {
    try {
      String limit = admin.config(topic).get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG);
      int bytes = limit == null ? StreamSettings.MAX_RECORD_BYTES : Integer.parseInt(limit);
      if (bytes >= StreamSettings.MAX_RECORD_BYTES) {
        return StreamSettings.MAX_RECORD_BYTES;
      }
      LOG.warn(
          "topic {} takes records of up to {} bytes; what is larger becomes a dead letter, if need be without its"
              + " value. For very long texts set its {} to {}",
          topic,
          bytes,
          TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
          StreamSettings.MAX_RECORD_BYTES);
      return bytes;
    } catch (ExecutionException e) {
      LOG.warn(
          "the size limit of topic {} cannot be read ({}); {} bytes are assumed",
          topic,
          e.getMessage(),
          StreamSettings.MAX_RECORD_BYTES);
      return StreamSettings.MAX_RECORD_BYTES;
    }
  }
}
