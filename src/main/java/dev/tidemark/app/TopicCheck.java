package dev.tidemark.app;

import dev.tidemark.app.cli.CommandFailedException;
import dev.tidemark.app.settings.Configuration;
import dev.tidemark.stream.TaggingTopology;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Whether the brokers answer and the topics exist, asked before anything is started. */
final class TopicCheck {

  private static final int PATIENCE_MILLIS = 15_000;

  private TopicCheck() {}

  /**
   * Ends the command with one line that says what to do.
   *
   * @throws CommandFailedException when no broker answers, or a topic is missing
   */
  static void require(Configuration settings, String bootstrap, TaggingTopology.Topics topics) {
    Properties properties = settings.kafkaProperties();
    properties.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
    properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS);
    properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS / 2);
    List<String> missing = new ArrayList<>();
    try (Admin admin = Admin.create(properties)) {
      List<String> names = List.of(topics.texts(), topics.tagged(), topics.deadLetters());
      Map<String, KafkaFuture<TopicDescription>> found =
          admin.describeTopics(names).topicNameValues();
      for (String name : names) {
        if (!exists(found.get(name), bootstrap)) {
          missing.add(name);
        }
      }
    }
    if (!missing.isEmpty()) {
      throw new CommandFailedException(
          "no topic %s on %s; create it first, e.g. kafka-topics.sh --create --topic %s --partitions 4 --bootstrap-server %s"
              .formatted(String.join(", ", missing), bootstrap, missing.get(0), bootstrap));
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
