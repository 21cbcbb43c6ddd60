package dev.tidemark.app.demo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemark.app.cli.Json;
import dev.tidemark.stream.DeadLetters;
import dev.tidemark.stream.TaggingTopology;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * Reads back what the topology committed, shows it, and writes it to a file where asked to.
 *
 * <p>Threading notes: one thread.
 */
final class DemoReceiver implements AutoCloseable {

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final String textTopic;
  private final String deadLetterTopic;
  private final @Nullable PrintStream show;
  private final Highlighter highlighter;
  private final @Nullable OutputStream file;
  private long tagged;
  private long deadLetters;
  private long entities;

  /**
   * @param show where records are shown; null for nowhere
   * @param output file for tagged records, one JSON a line; null for none
   */
  DemoReceiver(
      String bootstrap,
      TaggingTopology.Topics topics,
      @Nullable PrintStream show,
      Highlighter highlighter,
      @Nullable Path output)
      throws IOException {
    this.textTopic = topics.texts();
    this.deadLetterTopic = topics.deadLetters();
    this.show = show;
    this.highlighter = highlighter;
    this.file =
        output == null
            ? null
            : new java.io.BufferedOutputStream(Files.newOutputStream(output), 1 << 16);
    Map<String, Object> properties =
        Map.of(
            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap,
            ConsumerConfig.GROUP_ID_CONFIG, "tidemark-demo",
            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest",
            ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false,
            ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    this.consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    consumer.subscribe(List.of(topics.tagged(), topics.deadLetters()));
  }

  /** Takes what there is, waiting a little for it; true when there was anything. */
  boolean receive(Duration patience) throws IOException {
    boolean any = false;
    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(patience)) {
      any = true;
      if (record.topic().equals(deadLetterTopic)) {
        deadLetter(record);
      } else {
        tagged(record);
      }
    }
    return any;
  }

  long tagged() {
    return tagged;
  }

  long deadLetters() {
    return deadLetters;
  }

  long entities() {
    return entities;
  }

  private void tagged(ConsumerRecord<byte[], byte[]> record) throws IOException {
    tagged++;
    JsonNode node = Json.MAPPER.readTree(record.value());
    entities += node.path("entities").size();
    if (show != null) {
      show.println(highlighter.line(node));
    }
    if (file != null) {
      file.write(record.value());
      file.write('\n');
    }
  }

  private void deadLetter(ConsumerRecord<byte[], byte[]> record) {
    // A correction that was made on the page is nothing that was fed.
    boolean fed = header(record, DeadLetters.SOURCE_TOPIC).equals(textTopic);
    if (fed) {
      deadLetters++;
    }
    if (show != null) {
      show.println(
          (fed ? "dead letter: " : "rejected correction: ") + header(record, DeadLetters.REASON));
    }
  }

  private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
    Header header = record.headers().lastHeader(name);
    return header == null ? "?" : new String(header.value(), StandardCharsets.UTF_8);
  }

  @Override
  public void close() throws IOException {
    consumer.close();
    if (file != null) {
      file.close();
    }
  }
}
