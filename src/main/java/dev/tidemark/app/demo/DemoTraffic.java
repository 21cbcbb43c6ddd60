package dev.tidemark.app.demo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemark.app.cli.Json;
import dev.tidemark.app.feed.TextFeed;
import dev.tidemark.app.feed.TextLine;
import dev.tidemark.stream.TaggingTopology;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/**
 * Sends texts and reads their answers back; in between it can send a trickle of other news, so that
 * it shows whether tagging goes on.
 *
 * <p>Threading notes: one thread.
 */
final class DemoTraffic implements AutoCloseable {

  private static final Duration BETWEEN_NEWS = Duration.ofMillis(500);

  private final TaggingTopology.Topics topics;
  private final KafkaProducer<String, byte[]> producer;
  private final KafkaConsumer<String, byte[]> consumer;
  private final Map<String, Long> waiting = new HashMap<>();
  private final Map<String, JsonNode> answers = new HashMap<>();
  private @Nullable TextFeed news;
  private long nextNews;
  private long sentNews;
  private long taggedNews;
  private long deadLetters;
  private Duration longestWait = Duration.ZERO;

  DemoTraffic(String bootstrap, TaggingTopology.Topics topics) {
    this.topics = topics;
    this.producer =
        new KafkaProducer<>(
            Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap),
            new StringSerializer(),
            new ByteArraySerializer());
    this.consumer =
        new KafkaConsumer<>(
            Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap,
                ConsumerConfig.GROUP_ID_CONFIG, "tidemark-demo",
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest",
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false,
                ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed"),
            new StringDeserializer(),
            new ByteArrayDeserializer());
    consumer.subscribe(List.of(topics.tagged(), topics.deadLetters()));
  }

  /** To any topic. */
  void send(String topic, String key, byte[] value) {
    var unused = producer.send(new ProducerRecord<>(topic, key, value));
  }

  /** A text, whose answer is kept until {@link #take} asks for it. */
  void sendText(String id, String text) {
    byte[] value =
        Json.MAPPER
            .createObjectNode()
            .put("id", id)
            .put("text", text)
            .toString()
            .getBytes(StandardCharsets.UTF_8);
    waiting.put(id, System.nanoTime());
    send(topics.texts(), id, value);
  }

  /** Sends the next item of the bundled feed where it is time for one. */
  void trickle() throws IOException {
    if (System.nanoTime() - nextNews < 0 && sentNews > 0) {
      return;
    }
    nextNews = System.nanoTime() + BETWEEN_NEWS.toNanos();
    TextFeed.Item item = news == null ? null : news.next();
    if (item == null) {
      if (news != null) {
        news.close();
      }
      news = TextFeed.open(null, InputStream.nullInputStream());
      item = news.next();
    }
    if (item != null) {
      sendText("news-" + ++sentNews, TextLine.read(item.value()).text());
    }
  }

  /** Takes what there is, waiting a little for it. */
  void receive(Duration patience) throws IOException {
    for (ConsumerRecord<String, byte[]> record : consumer.poll(patience)) {
      Long sent = record.key() == null ? null : waiting.remove(record.key());
      if (record.topic().equals(topics.deadLetters())) {
        deadLetters++;
      } else if (sent != null) {
        Duration wait = Duration.ofNanos(System.nanoTime() - sent);
        longestWait = wait.compareTo(longestWait) > 0 ? wait : longestWait;
        if (record.key().startsWith("news-")) {
          taggedNews++;
        } else {
          answers.put(record.key(), Json.MAPPER.readTree(record.value()));
        }
      }
    }
  }

  /** Whether everything sent has its answer, or is a dead letter. */
  boolean isQuiet() {
    return waiting.isEmpty();
  }

  /** The answers to these, in their order; a dead letter's is missing. */
  List<JsonNode> take(List<String> ids) {
    List<JsonNode> taken = new ArrayList<>();
    for (String id : ids) {
      JsonNode answer = answers.remove(id);
      if (answer != null) {
        taken.add(answer);
      }
    }
    return taken;
  }

  /** The waits from now on are those that count. */
  void forgetWaits() {
    longestWait = Duration.ZERO;
  }

  long taggedNews() {
    return taggedNews;
  }

  long deadLetters() {
    return deadLetters;
  }

  Duration longestWait() {
    return longestWait;
  }

  @Override
  public void close() throws IOException {
    producer.close(Duration.ofSeconds(5));
    consumer.close();
    if (news != null) {
      news.close();
    }
  }
}
