package dev.tidemark.app;

import dev.tidemark.app.cli.CommandFailedException;
import dev.tidemark.app.settings.Configuration;
import dev.tidemark.stream.StreamSettings;
import dev.tidemark.stream.TaggingTopology;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the brokers answer, the topics exist and take large records, asked before anything is
 * started.
 */
final class TopicCheck {

  private static final int PATIENCE_MILLIS = 15_000;
  private static final Logger LOG = LoggerFactory.getLogger(TopicCheck.class);

  private TopicCheck() {}

  /**
   * Ends the command with one line that says what to do, or answers what the output topics take.
   *
   * @return bytes that a record may measure; a larger result becomes a dead letter
   * @throws CommandFailedException when no broker answers, or a topic is missing
   */
  static int require(Configuration settings, String bootstrap, TaggingTopology.Topics topics) {
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
  static int require(
      Configuration settings, String bootstrap, List<String> inputs, List<String> outputs) {
    try (Admin admin = admin(settings, bootstrap)) {
      List<String> names = new ArrayList<>(inputs);
      names.addAll(outputs);
      Map<String, KafkaFuture<TopicDescription>> found =
          admin.describeTopics(names).topicNameValues();
      List<String> missing =
          names.stream().filter(name -> !exists(found.get(name), bootstrap)).toList();
      if (!missing.isEmpty()) {
        throw new CommandFailedException(
            "no topic %s on %s; create it first, e.g. kafka-topics.sh --create --topic %s --partitions 4 --bootstrap-server %s"
                .formatted(String.join(", ", missing), bootstrap, missing.get(0), bootstrap));
      }
      return outputs.stream().mapToInt(topic -> limit(admin, topic)).min().orElseThrow();
    }
  }

  /**
   * Whether there is such a topic.
   *
   * @throws CommandFailedException when no broker answers
   */
  static boolean exists(Configuration settings, String bootstrap, String topic) {
    try (Admin admin = admin(settings, bootstrap)) {
      return exists(admin.describeTopics(List.of(topic)).topicNameValues().get(topic), bootstrap);
    }
  }

  private static Admin admin(Configuration settings, String bootstrap) {
    Properties properties = settings.kafkaProperties();
    properties.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
    properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS);
    properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS / 2);
    return Admin.create(properties);
  }

  private static int limit(Admin admin, String topic) {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    try {
      Config config = admin.describeConfigs(List.of(resource)).all().get().get(resource);
      ConfigEntry entry = config == null ? null : config.get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG);
      int bytes = entry == null ? StreamSettings.MAX_RECORD_BYTES : Integer.parseInt(entry.value());
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
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailedException("interrupted", e);
    }
  }

  private static boolean exists(
      @org.jspecify.annotations.Nullable KafkaFuture<TopicDescription> answer, String bootstrap) {
    try {
      return answer != null && answer.get() != null;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        return false;
      }
      throw new CommandFailedException(
          "Kafka at %s does not answer (%s); set tidemark.kafka.bootstrap.servers, or start it"
              .formatted(
                  bootstrap, e.getCause() == null ? e.getMessage() : e.getCause().getMessage()),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailedException("interrupted", e);
    }
  }
}
