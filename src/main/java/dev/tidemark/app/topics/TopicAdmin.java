package dev.tidemark.app.topics;

import dev.tidemark.app.cli.AskingClients;
import dev.tidemark.app.cli.CommandFailedException;
import dev.tidemark.app.settings.Configuration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is asked of the brokers about topics; each failure is one line that says what to do. */
final class TopicAdmin implements AutoCloseable {

  /** For topics that were created, and are not seen yet. */
  private static final int PATIENCE_MILLIS = 15_000;

  private static final long LOOK_AGAIN_NANOS = 50_000_000;

  /** What usually takes a fraction of a second; then somebody in front of a terminal wonders. */
  private static final int USUAL_MILLIS = 3_000;

  private static final Logger LOG = LoggerFactory.getLogger(TopicAdmin.class);

  private final Admin admin;
  private final String bootstrap;

  private TopicAdmin(Admin admin, String bootstrap) {
    this.admin = admin;
    this.bootstrap = bootstrap;
  }

  /** With the settings that every client of this setup has; nobody is asked yet. */
  public static TopicAdmin open(Configuration settings, String bootstrap) {
    Properties properties = settings.kafkaProperties();
    properties.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
    properties.putIfAbsent(AdminClientConfig.CLIENT_ID_CONFIG, AskingClients.CLIENT_ID);
    Patience.give(properties);
    try {
      return new TopicAdmin(Admin.create(properties), bootstrap);
    } catch (KafkaException e) {
      throw KafkaProblem.of(e, bootstrap);
    }
  }

  /** Those that do not exist, in the order they were given. */
  public List<String> missing(Collection<String> names) {
    Map<String, KafkaFuture<TopicDescription>> found =
        admin.describeTopics(names).topicNameValues();
    return names.stream().filter(name -> described(found.get(name)).isEmpty()).toList();
  }

  /**
   * A topic's settings, defaults included.
   *
   * @throws ExecutionException when the brokers do not say
   */
  public Map<String, String> config(String topic) throws ExecutionException {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    Map<String, String> config = new HashMap<>();
    try {
      admin
          .describeConfigs(List.of(resource))
          .all()
          .get()
          .values()
          .forEach(
              all ->
                  all.entries().stream()
                      .filter(entry -> entry.value() != null)
                      .forEach(entry -> config.put(entry.name(), entry.value())));
      return config;
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  Optional<FoundTopic> find(String topic) {
    try {
      Optional<TopicDescription> found =
          described(admin.describeTopics(List.of(topic)).topicNameValues().get(topic));
      if (found.isEmpty()) {
        return Optional.empty();
      }
      return Optional.of(
          new FoundTopic(
              found.get().partitions().size(),
              found.get().partitions().get(0).replicas().size(),
              config(topic)));
    } catch (ExecutionException e) {
      throw failed("topic %s cannot be described".formatted(topic), e);
    }
  }

  /** Whether this call created it; not if somebody else was faster. */
  boolean create(NeededTopic topic) {
    try {
      admin.createTopics(List.of(topic.newTopic())).all().get();
      return true;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof TopicExistsException) {
        return false;
      }
      throw failed("topic %s was not created".formatted(topic.name()), e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  /** A broker hears of a new topic a moment later than the controller that made it. */
  void awaitKnown(Collection<String> names) {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
    List<String> missing = missing(names);
    while (!missing.isEmpty()) {
      if (System.nanoTime() > deadline) {
        throw new CommandFailedException(
            "topic %s was created, but %s does not know it after %d s"
                .formatted(missing.get(0), bootstrap, PATIENCE_MILLIS / 1000));
      }
      LockSupport.parkNanos(LOOK_AGAIN_NANOS);
      missing = missing(names);
    }
  }

  private Optional<TopicDescription> described(
      @org.jspecify.annotations.Nullable KafkaFuture<TopicDescription> answer) {
    try {
      return answer == null ? Optional.empty() : Optional.of(awaited(answer));
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        return Optional.empty();
      }
      throw KafkaProblem.of(e, bootstrap);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private <T> T awaited(KafkaFuture<T> answer) throws ExecutionException, InterruptedException {
    try {
      return answer.get(USUAL_MILLIS, TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      LOG.info("waits for Kafka at {}, which does not answer yet", bootstrap);
      return answer.get();
    }
  }

  private CommandFailedException failed(String what, ExecutionException e) {
    return new CommandFailedException("%s (%s, %s)".formatted(what, reason(e), bootstrap), e);
  }

  private static String reason(ExecutionException e) {
    return String.valueOf(e.getCause() == null ? e.getMessage() : e.getCause().getMessage());
  }

  private static CommandFailedException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new CommandFailedException("interrupted", e);
  }

  @Override
  public void close() {
    admin.close();
  }
}
