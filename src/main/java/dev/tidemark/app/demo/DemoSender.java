package dev.tidemark.app.demo;

import dev.tidemark.app.feed.TextFeed;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Feeds the input topic, on a thread of its own.
 *
 * <p>Threading notes: any thread may ask; {@link #stop} ends the sending after the record in hand.
 */
final class DemoSender implements AutoCloseable {

  private static final int MAX_RECORD_BYTES = 64 << 20;

  private final String topic;
  private final @Nullable String feed;
  private final InputStream standardInput;
  private final boolean endless;
  private final double rate;
  private final KafkaProducer<byte[], byte[]> producer;
  private final AtomicLong sent = new AtomicLong();
  private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
  private final CompletableFuture<Void> done = new CompletableFuture<>();
  private volatile boolean running = true;

  /**
   * @param endless whether the feed starts again when it ends
   * @param rate records a second; 0 as fast as Kafka takes them
   */
  DemoSender(
      String bootstrap,
      String topic,
      @Nullable String feed,
      InputStream standardInput,
      boolean endless,
      double rate) {
    this.topic = topic;
    this.feed = feed;
    this.standardInput = standardInput;
    this.endless = endless;
    this.rate = rate;
    Map<String, Object> properties =
        Map.of(
            ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap,
            ProducerConfig.LINGER_MS_CONFIG, 5,
            ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MAX_RECORD_BYTES);
    this.producer =
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
  }

  void start() {
    Thread thread = new Thread(this::run, "feed");
    thread.setDaemon(true);
    thread.start();
  }

  long sent() {
    return sent.get();
  }

  /** Completes when all is sent and stored, or exceptionally when that failed. */
  CompletableFuture<Void> done() {
    return done.copy();
  }

  void stop() {
    running = false;
  }

  private void run() {
    try {
      do {
        sendAll();
      } while (endless && running);
      producer.flush();
      Exception failed = failure.get();
      if (failed != null) {
        throw failed;
      }
      done.complete(null);
    } catch (Exception e) {
      done.completeExceptionally(e);
    }
  }

  private void sendAll() throws IOException {
    long start = System.nanoTime();
    long count = 0;
    try (TextFeed items = TextFeed.open(feed, standardInput)) {
      TextFeed.Item item;
      while (running && (item = items.next()) != null) {
        pace(start, count++);
        var unused =
            producer.send(
                new ProducerRecord<>(topic, item.key(), item.value()),
                (stored, e) -> {
                  if (e != null) {
                    failure.compareAndSet(null, e);
                    running = false;
                  }
                });
        sent.incrementAndGet();
      }
    }
    if (count == 0 && running) {
      throw TextFeed.empty(feed); // an endless one would go round and round
    }
  }

  private void pace(long start, long count) {
    if (rate <= 0) {
      return;
    }
    long due = start + (long) (count * 1e9 / rate);
    long wait;
    while (running && (wait = due - System.nanoTime()) > 0) {
      LockSupport.parkNanos(Math.min(wait, 100_000_000L));
    }
  }

  @Override
  public void close() {
    running = false;
    producer.close(java.time.Duration.ofSeconds(5));
  }
}
