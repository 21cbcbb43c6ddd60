package dev.tidemark.guarantee.world;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tidemark.stream.DeadLetters;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * A record to send, and what must become of it.
 *
 * @param partition it is sent to
 * @param n its place in that partition
 * @param text it holds
 * @param value the record's value; unlike {@code text} it may be broken
 * @param timestamp in milliseconds
 * @param deathAt the stage at which it must fail; null when it must be tagged
 */
public record Input(
    int partition,
    int n,
    String text,
    byte[] value,
    long timestamp,
    DeadLetters.@Nullable Stage deathAt) {

  private static final List<String> NAMES =
      List.of("Ada", "Berlin", "Kafka", "Zürich", "NATO", "Łódź", "東京", "Emmy");

  /** A sound record. */
  public static Input sound(int partition, int n, String text) {
    String value = "{\"id\":\"%d-%d\",\"text\":\"%s\",\"n\":%d}".formatted(partition, n, text, n);
    return new Input(partition, n, text, value.getBytes(UTF_8), timestamp(n), null);
  }

  /** A record whose value cannot be read. */
  public static Input unreadable(int partition, int n) {
    byte[] value = "{\"text\":\"cut o".getBytes(UTF_8);
    return new Input(partition, n, "", value, timestamp(n), DeadLetters.Stage.READ);
  }

  /** The same with another fate. */
  public Input dyingAt(DeadLetters.Stage stage) {
    return new Input(partition, n, text, value, timestamp, stage);
  }

  /** {@code each} texts of 4 to 12 words for each partition, partition after partition in turn. */
  public static List<Input> texts(int partitions, int each, Random random) {
    List<Input> inputs = new ArrayList<>(partitions * each);
    for (int n = 0; n < each; n++) {
      for (int p = 0; p < partitions; p++) {
        StringBuilder text = new StringBuilder("news " + random.nextInt(1_000_000) + " of");
        for (int words = 1 + random.nextInt(9); words > 0; words--) {
          text.append(' ').append(NAMES.get(random.nextInt(NAMES.size())));
        }
        inputs.add(sound(p, n, text.toString()));
      }
    }
    return inputs;
  }

  /** Tells it from all others of its run. */
  public String id() {
    return partition + "-" + n;
  }

  /** As a producer sends it: its id is the key, and stands in a header that must be kept. */
  public ProducerRecord<byte[], byte[]> record(String topic) {
    byte[] id = id().getBytes(UTF_8);
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(topic, partition, timestamp, id, value);
    record.headers().add(TRACE, id);
    return record;
  }

  /** Header that the sender adds and every answer must carry. */
  public static final String TRACE = "trace";

  /** Recent, so that no broker deletes it for its age, and different for each record. */
  private static long timestamp(int n) {
    return START + n;
  }

  private static final long START = System.currentTimeMillis();
}
