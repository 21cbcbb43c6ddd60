package dev.tidemark.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tidemark.testing.Seeds;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Records that chance has damaged: each is tagged or a dead letter, once, and nothing stops. */
@WithBroker
@Timeout(120)
class FuzzedFeedTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int RECORDS = 3_000;
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> SOUND =
      List.of(
          "{\"id\":\"1\",\"text\":\"Ada met Bob in Rome.\",\"source\":\"é\"}",
          "{\"text\":\"The [MASK] of 😀 Paris\",\"top_k\":3,\"targets\":[\"mayor\",\"king\"]}",
          "{\"text\":\"\",\"deep\":{\"a\":[1,2.50,null,true,{\"b\":\"\\ud83d\\ude00\"}]}}");
  private static final List<String> PIECES =
      List.of(
          "null",
          "-1",
          "1e999",
          "\"\\ud800\"",
          "{",
          "}",
          "[",
          "\"",
          ",",
          ":",
          "\\",
          "\\u0000",
          "text");

  private final Broker broker;

  FuzzedFeedTest(Broker broker) {
    this.broker = broker;
  }

  /** Bytes changed, put in, taken out, cut off, or nothing but noise. */
  private static byte[] damaged(Random random) {
    StringBuilder text = new StringBuilder(SOUND.get(random.nextInt(SOUND.size())));
    switch (random.nextInt(5)) {
      case 0 -> text.setLength(random.nextInt(text.length()));
      case 1 ->
          text.insert(random.nextInt(text.length()), PIECES.get(random.nextInt(PIECES.size())));
      case 2 -> {
        int at = random.nextInt(text.length());
        text.replace(
            at,
            Math.min(text.length(), at + 1 + random.nextInt(6)),
            PIECES.get(random.nextInt(PIECES.size())));
      }
      case 3 -> {
        byte[] noise = new byte[random.nextInt(200)];
        random.nextBytes(noise);
        return noise;
      }
      default -> {
        byte[] bytes = text.toString().getBytes(UTF_8);
        for (int i = 0; i < 1 + random.nextInt(3); i++) {
          bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        return bytes;
      }
    }
    return text.toString().getBytes(UTF_8);
  }

  @Test
  void eachIsTaggedOrADeadLetterOnce() throws Exception {
    Random random = Seeds.random("FuzzedFeedTest");
    TaggingTopology.Topics topics = broker.freshTopics(2);
    Map<String, byte[]> sent = new HashMap<>();
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
    for (int n = 0; n < RECORDS; n++) {
      byte[] value = damaged(random);
      sent.put("k" + n, value);
      records.add(new ProducerRecord<>(topics.texts(), n % 2, ("k" + n).getBytes(UTF_8), value));
    }
    broker.produce(records);

    List<ConsumerRecord<byte[], byte[]>> tagged = new ArrayList<>();
    List<ConsumerRecord<byte[], byte[]>> letters = new ArrayList<>();
    try (CapitalWords words = new CapitalWords(Duration.ofMillis(1));
        TaggingStreams streams = start(topics, words)) {
      // A last, sound one of each partition: when it is there, all before it have their answer.
      broker.produce(List.of(last(topics, 0), last(topics, 1)));
      tagged.addAll(
          broker.readUntil(
              topics.tagged(),
              PATIENCE,
              seen -> seen.stream().filter(one -> key(one).startsWith("last")).count() == 2));
      int answered = tagged.size() - 2;
      letters.addAll(
          broker.readUntil(
              topics.deadLetters(), PATIENCE, seen -> seen.size() >= RECORDS - answered));
      assertThat(streams.failure()).isEmpty();
    }
    tagged.removeIf(one -> key(one).startsWith("last"));

    List<String> answered = new ArrayList<>();
    tagged.forEach(one -> answered.add(key(one)));
    letters.forEach(one -> answered.add(key(one)));
    assertThat(answered).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(sent.keySet());
    assertThat(letters.size()).as("dead letters").isBetween(RECORDS / 2, RECORDS - RECORDS / 20);
    for (ConsumerRecord<byte[], byte[]> letter : letters) {
      assertThat(Arrays.equals(letter.value(), sent.get(key(letter)))).as(key(letter)).isTrue();
      assertThat(header(letter, DeadLetters.STAGE)).isEqualTo("read");
      assertThat(header(letter, DeadLetters.REASON)).hasSizeBetween(10, 1_000);
    }
    for (ConsumerRecord<byte[], byte[]> one : tagged) {
      assertThat(read(one.value()).path("text"))
          .isEqualTo(read(sent.getOrDefault(key(one), new byte[0])).path("text"));
    }
  }

  private static JsonNode read(byte[] json) throws IOException {
    return JSON.readTree(json);
  }

  private static ProducerRecord<byte[], byte[]> last(TaggingTopology.Topics topics, int partition) {
    return new ProducerRecord<>(
        topics.texts(),
        partition,
        ("last" + partition).getBytes(UTF_8),
        SOUND.get(0).getBytes(UTF_8));
  }

  private TaggingStreams start(TaggingTopology.Topics topics, CapitalWords words) {
    TaggingStreams streams =
        new TaggingStreams(
            new TaggingTopology(
                topics,
                InputFormat.JSON,
                words,
                InFlightLimits.DEFAULT,
                Duration.ofMillis(5),
                StreamSettings.MAX_RECORD_BYTES,
                StreamMetrics.NONE),
            broker.settings("fuzzed-" + topics.texts()).properties(),
            new RestartBudget(0, Duration.ofMinutes(1)));
    streams.start();
    return streams;
  }

  private static String key(ConsumerRecord<byte[], byte[]> one) {
    return new String(one.key(), UTF_8);
  }

  private static String header(ConsumerRecord<byte[], byte[]> one, String name) {
    return new String(one.headers().lastHeader(name).value(), UTF_8);
  }
}
