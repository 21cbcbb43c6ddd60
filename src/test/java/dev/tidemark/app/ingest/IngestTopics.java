package dev.tidemark.app.ingest;

import dev.tidemark.stream.Broker;
import dev.tidemark.stream.TaggingTopology;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;

/** The topics of one test's ingest. */
public record IngestTopics(Broker broker, Outbox.Topics names) {

  private static final int PARTITIONS = 3;

  public static IngestTopics fresh(Broker broker) throws Exception {
    TaggingTopology.Topics topics = broker.freshTopics(PARTITIONS);
    String state = topics.texts().replace("texts", "ingest-state");
    try (Admin admin = broker.admin()) {
      admin
          .createTopics(
              List.of(
                  new NewTopic(state, 1, (short) 1).configs(Map.of("cleanup.policy", "compact"))))
          .all()
          .get(30, TimeUnit.SECONDS);
    }
    return new IngestTopics(broker, new Outbox.Topics(topics.texts(), topics.deadLetters(), state));
  }

  public Outbox open(String name) {
    Properties kafka = new Properties();
    kafka.put("bootstrap.servers", broker.bootstrapServers());
    return Outbox.open(kafka, names, name, 1 << 20);
  }

  /** What a command of {@code tidemark} is given to use these. */
  public List<String> settings() {
    return List.of(
        "-D",
        "tidemark.kafka.bootstrap.servers=" + broker.bootstrapServers(),
        "-D",
        "tidemark.topics.texts=" + names.texts(),
        "-D",
        "tidemark.topics.dead-letters=" + names.deadLetters(),
        "-D",
        "tidemark.topics.ingest-state=" + names.state());
  }
}
