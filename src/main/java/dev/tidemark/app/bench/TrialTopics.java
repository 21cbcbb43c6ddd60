package dev.tidemark.app.bench;

import dev.tidemark.app.kafka.EmbeddedKafka;
import dev.tidemark.app.kafka.StreamWiring;
import dev.tidemark.app.settings.Configuration;
import dev.tidemark.stream.StreamSettings;
import dev.tidemark.stream.TaggingTopology;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The topics of a trial, which nobody else has, and both their ends.
 *
 * @param kafka the broker
 * @param settings name the topics
 * @param feed what is sent, again and again
 * @param partitions of the topics
 */
record TrialTopics(EmbeddedKafka kafka, Configuration settings, BenchFeed feed, int partitions) {

  /** The topics, with so many records in the input. */
  void fill(int records) {
    create();
    try (KafkaProducer<byte[], byte[]> producer = producer()) {
      for (int i = 0; i < records; i++) {
        send(producer, i);
      }
      producer.flush();
    }
  }

  void create() {
    TaggingTopology.Topics topics = StreamWiring.topics(settings);
    Map<String, String> config =
        Map.of("max.message.bytes", Integer.toString(StreamSettings.MAX_RECORD_BYTES));
    kafka.createTopic(topics.texts(), partitions, config);
    kafka.createTopic(topics.tagged(), partitions, config);
    kafka.createTopic(topics.deadLetters(), partitions, config);
  }

  /** The record with this number, counted from 0. */
  void send(KafkaProducer<byte[], byte[]> producer, int number) {
    var unused =
        producer.send(
            new ProducerRecord<>(
                StreamWiring.topics(settings).texts(),
                number % partitions,
                ByteBuffer.allocate(Integer.BYTES).putInt(number).array(),
                feed.values().get(number % feed.size())));
  }

  /** Tokens in the text of a record that came back. */
  int tokens(ConsumerRecord<byte[], byte[]> record) {
    return feed.tokens()[ByteBuffer.wrap(record.key()).getInt() % feed.size()];
  }

  KafkaProducer<byte[], byte[]> producer() {
    return new KafkaProducer<>(
        Map.of(
            ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
            kafka.bootstrapServers(),
            ProducerConfig.LINGER_MS_CONFIG,
            0,
            ProducerConfig.CLIENT_ID_CONFIG,
            "bench"),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  /** Of what was tagged and committed, from the beginning. */
  KafkaConsumer<byte[], byte[]> consumer() {
    KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                kafka.bootstrapServers(),
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false,
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed",
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                10_000),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    List<TopicPartition> all = new ArrayList<>();
    for (int p = 0; p < partitions; p++) {
      all.add(new TopicPartition(StreamWiring.topics(settings).tagged(), p));
    }
    consumer.assign(all);
    consumer.seekToBeginning(all);
    return consumer;
  }
}
