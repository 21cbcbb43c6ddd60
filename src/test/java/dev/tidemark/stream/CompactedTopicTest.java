package dev.tidemark.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who may write to a topic of which the last record of each key counts; on a real broker. */
@WithBroker
@Timeout(120)
class CompactedTopicTest {

  private static final String ID = "trainer";
  private static final String TOPIC = "model-events";

  private final Broker broker;

  CompactedTopicTest(Broker broker) {
    this.broker = broker;
  }

  @BeforeAll
  static void createTopic(Broker broker) throws Exception {
    try (Admin admin = broker.admin()) {
      var unused = admin.createTopics(List.of(new NewTopic(TOPIC, 1, (short) 1))).all().get();
    }
  }

  @Test
  void whoWasTakenOverWritesNothingAnyMore() {
    try (CompactedTopic former = topic();
        CompactedTopic next = topic();
        CompactedTopic person = topic()) {
      former.takeOver(ID);
      former.write("live", bytes("news@1"));
      next.takeOver(ID);

      assertThatThrownBy(() -> former.write("live", bytes("news@2")))
          .isInstanceOf(FencedException.class)
          .hasMessageContaining("another process has taken over");
      assertThat(read(person)).containsExactly(Map.entry("live", "news@1"));

      next.write("live", bytes("news@3"));
      person.write("by-hand", bytes("news@4"));
      assertThatThrownBy(() -> former.write("live", bytes("news@5")))
          .isInstanceOf(FencedException.class);
      assertThat(read(person))
          .containsOnly(Map.entry("live", "news@3"), Map.entry("by-hand", "news@4"));

      former.takeOver(ID);
      former.write("live", bytes("news@6"));
      assertThat(read(person)).containsEntry("live", "news@6");
      assertThatThrownBy(() -> next.write("live", bytes("news@7")))
          .isInstanceOf(FencedException.class);
    }
  }

  /** Without partitions nothing would ever be read, and nobody would know. */
  @Test
  void aTopicThatIsNotThereIsAnErrorThatNamesIt() {
    Properties connection = new Properties();
    connection.put("bootstrap.servers", broker.bootstrapServers());
    assertThatThrownBy(() -> new CompactedTopic(connection, "nothing-there"))
        .isInstanceOf(UnknownTopicOrPartitionException.class)
        .hasMessageContaining("nothing-there");
  }

  private static Map<String, String> read(CompactedTopic topic) {
    topic.rewind();
    Map<String, String> values = new TreeMap<>();
    topic.readToEnd().forEach((key, value) -> values.put(key, new String(value, UTF_8)));
    return values;
  }

  private CompactedTopic topic() {
    Properties connection = new Properties();
    connection.put("bootstrap.servers", broker.bootstrapServers());
    return new CompactedTopic(connection, TOPIC);
  }

  private static byte[] bytes(String value) {
    return value.getBytes(UTF_8);
  }
}
