package dev.tidemark.app.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.adaptation.ExampleKey;
import dev.tidemark.app.settings.Settings;
import dev.tidemark.ops.api.CorrectionService;
import dev.tidemark.ops.http.HttpProblem;
import dev.tidemark.ops.http.Json;
import dev.tidemark.stream.BrokenInputException;
import dev.tidemark.stream.CorrectionReader;
import dev.tidemark.stream.CorrectionsTopology;
import dev.tidemark.stream.StreamSettings;
import dev.tidemark.text.Correction;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Corrections by way of Kafka. Nothing is connected before somebody sends one or asks.
 *
 * <p>Threading notes: any number of threads; opening is synchronized, sending is not.
 */
final class KafkaCorrections implements CorrectionService {

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int WAITING = 8;

  private final WebContext context;
  private final CorrectionsTopology.Topics topics;
  private final KnownTopics known;
  private final Few few = new Few(WAITING);
  private final CorrectionReader reader = new CorrectionReader();
  private @Nullable Producer<byte[], byte[]> producer;
  private @Nullable CorrectionFollower follower;

  KafkaCorrections(WebContext context) {
    this.context = context;
    this.known = new KnownTopics(context.settings(), context.bootstrap());
    this.topics =
        new CorrectionsTopology.Topics(
            context.settings().get(Settings.TOPICS_CORRECTIONS),
            context.settings().get(Settings.TOPICS_EXAMPLES),
            context.settings().get(Settings.TOPICS_DEAD_LETTERS));
  }

  @Override
  public String send(ObjectNode said) {
    byte[] value = bytes(said);
    Correction correction;
    try {
      correction = reader.read(value);
    } catch (BrokenInputException e) {
      throw new HttpProblem(400, "no_correction", String.valueOf(e.getMessage()));
    }
    return few.run(
        () -> {
          write(correction.id(), value);
          return ExampleKey.of(correction.text());
        });
  }

  private void write(String id, byte[] value) {
    try {
      var unused =
          producer()
              .send(new ProducerRecord<>(topics.corrections(), id.getBytes(UTF_8), value))
              .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException | KafkaException e) {
      throw HttpProblem.busy("Kafka did not take it; try again");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw HttpProblem.busy("the server is stopping");
    }
  }

  private static byte[] bytes(ObjectNode said) {
    try {
      return Json.MAPPER.writeValueAsBytes(said);
    } catch (JsonProcessingException e) {
      throw HttpProblem.badRequest("this cannot be written as JSON again");
    }
  }

  @Override
  public List<Known> latest(int most) {
    return few.run(() -> read(most));
  }

  private List<Known> read(int most) {
    try {
      return follower().outcomes(PATIENCE).latest(most);
    } catch (TimeoutException | KafkaException e) {
      throw HttpProblem.busy("Kafka does not answer; try again");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw HttpProblem.busy("the server is stopping");
    }
  }

  private synchronized Producer<byte[], byte[]> producer() {
    Producer<byte[], byte[]> open = producer;
    if (open == null) {
      require(topics.corrections());
      Properties kafka = context.kafka();
      kafka.put(ProducerConfig.ACKS_CONFIG, "all");
      kafka.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true");
      kafka.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, Long.toString(PATIENCE.toMillis() / 2));
      kafka.put(
          ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
          Integer.toString(StreamSettings.MAX_RECORD_BYTES));
      open = new KafkaProducer<>(kafka, new ByteArraySerializer(), new ByteArraySerializer());
      producer = open;
    }
    return open;
  }

  private synchronized CorrectionFollower follower() {
    CorrectionFollower open = follower;
    if (open == null || !open.isAlive()) {
      require(topics.corrections());
      require(topics.examples());
      open = new CorrectionFollower(context.kafka(), topics);
      follower = open;
    }
    return open;
  }

  private void require(String topic) {
    if (!known.has(topic)) {
      throw HttpProblem.conflict(
          "there is no topic %s, so nobody learns from corrections; create it, and run a trainer"
              .formatted(topic));
    }
  }

  @Override
  public synchronized void close() {
    if (producer != null) {
      producer.close(Duration.ofSeconds(5));
    }
    if (follower != null) {
      follower.close();
    }
  }
}
