package dev.tidemark.app.bench;

import dev.tidemark.app.cli.CommandFailedException;
import dev.tidemark.app.kafka.StreamWiring;
import dev.tidemark.inference.Tagger;
import dev.tidemark.inference.Tagging;
import dev.tidemark.stream.StreamMetrics;
import dev.tidemark.stream.StreamSettings;
import dev.tidemark.stream.TaggingStreams;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.LongPredicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;

/** Runs of a topology from Kafka to Kafka, on topics that nobody else has. */
record StreamTrial(TrialTopics topics) {

  private static final Duration POLL = Duration.ofMillis(50);

  /** Not a limit anybody should meet: the first records may have to wait for a group to form. */
  private static final Duration SILENCE = Duration.ofSeconds(60);

  /**
   * What came out.
   *
   * @param records tagged, committed and read back
   * @param tokens of their texts
   * @param seconds from the first record taken in to the last read back
   * @param cpuSeconds of the processor meanwhile, by part of the process
   */
  record Throughput(long records, long tokens, double seconds, Map<String, Double> cpuSeconds) {

    double recordsPerSecond() {
      return records / seconds;
    }

    double tokensPerSecond() {
      return tokens / seconds;
    }
  }

  /**
   * How long records took, from the first instant of each to the forwarding of its result.
   *
   * @param sinceTakenIn of a record by the topology
   * @param sinceSent by the producer
   * @param untilCommitted since it was sent, until a read-committed consumer had the result
   */
  record Delays(Latencies sinceTakenIn, Latencies sinceSent, Latencies untilCommitted) {
    Delays() {
      this(new Latencies(), new Latencies(), new Latencies());
    }
  }

  /**
   * Everything is there before the topology starts; it takes what it can.
   *
   * @param instances a tagger for each instance of the topology; they share the partitions
   */
  Throughput saturated(int records, List<? extends Tagger> instances) throws InterruptedException {
    topics.fill(records);
    AtomicLong firstTaken = new AtomicLong();
    CpuShares cpu = new CpuShares();
    StreamMetrics watch =
        new StreamMetrics() {
          @Override
          public void received() {
            firstTaken.compareAndSet(0, System.nanoTime());
          }
        };
    List<TaggingStreams> running =
        instances.stream().map(tagger -> streams(tagger, watch)).toList();
    try (KafkaConsumer<byte[], byte[]> consumer = topics.consumer()) {
      long started = System.nanoTime();
      running.forEach(TaggingStreams::start);
      long tokens = 0;
      long count = 0;
      long last = started;
      while (count < records) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          tokens += topics.tokens(record);
          count++;
          last = System.nanoTime();
        }
        for (TaggingStreams streams : running) {
          requireAlive(streams, last);
        }
      }
      long from = firstTaken.get() == 0 ? started : firstTaken.get();
      return new Throughput(count, tokens, (last - from) / 1e9, cpu.seconds());
    } finally {
      running.forEach(TaggingStreams::close);
    }
  }

  /**
   * As {@link #saturated}, but for the naive topology, which is too slow to finish: what it did
   * between its first commit and the end of the time.
   *
   * @param whenOver must make it finish quickly what it has taken in
   */
  Throughput naive(Duration time, int records, Function<String, Tagging> tag, Runnable whenOver)
      throws InterruptedException {
    topics.fill(records);
    try (TaggingStreams streams =
            StreamWiring.oneByOne(topics.settings(), topics.kafka().bootstrapServers(), tag);
        KafkaConsumer<byte[], byte[]> consumer = topics.consumer()) {
      streams.start();
      long tokens = 0;
      long count = 0;
      long first = 0;
      long last = System.nanoTime();
      while (count < records && (first == 0 || last - first < time.toNanos())) {
        boolean counts = first != 0;
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          last = System.nanoTime();
          first = first == 0 ? last : first;
          tokens += counts ? topics.tokens(record) : 0;
          count += counts ? 1 : 0;
        }
        requireAlive(streams, last);
      }
      whenOver.run();
      return new Throughput(count, tokens, (last - first) / 1e9, Map.of());
    }
  }

  /**
   * Records come at random, so many a second on average.
   *
   * @param warmUp at the beginning, not looked at
   */
  Delays paced(double perSecond, Duration warmUp, Duration time, Tagger tagger)
      throws InterruptedException {
    topics.create();
    Delays delays = new Delays();
    AtomicLong lookFrom = new AtomicLong(Long.MAX_VALUE);
    StreamMetrics watch =
        new StreamMetrics() {
          @Override
          public void tagged(Tagging tagging, long timestamp, Duration inFlight) {
            if (timestamp >= lookFrom.get()) {
              delays.sinceTakenIn().add(inFlight.toNanos() / 1e6);
              delays.sinceSent().add((double) (System.currentTimeMillis() - timestamp));
            }
          }
        };
    try (TaggingStreams streams = streams(tagger, watch);
        KafkaConsumer<byte[], byte[]> consumer = topics.consumer();
        KafkaProducer<byte[], byte[]> producer = topics.producer()) {
      streams.start();
      topics.send(producer, 0); // measuring starts when the group has formed
      producer.flush();
      long last = System.nanoTime();
      while (consumer.poll(POLL).isEmpty()) {
        requireAlive(streams, last);
      }
      lookFrom.set(System.currentTimeMillis() + warmUp.toMillis());
      AtomicLong sent = new AtomicLong();
      Thread sender = sender(producer, perSecond, warmUp.plus(time), sent);
      long back = 0;
      // To the very last one: those that take longest come last.
      while (sender.isAlive() || back < sent.get()) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          back++;
          last = System.nanoTime();
          if (record.timestamp() >= lookFrom.get()) {
            delays.untilCommitted().add((double) (System.currentTimeMillis() - record.timestamp()));
          }
        }
        requireAlive(streams, last);
      }
      sender.join();
      return delays;
    }
  }

  /**
   * Records come evenly, so many a second, for as long as is wanted.
   *
   * @param goesOn told at each look how many records have been sent and are not back yet
   */
  void steady(double perSecond, LongPredicate goesOn, Tagger tagger) throws InterruptedException {
    topics.create();
    try (TaggingStreams streams = streams(tagger, StreamMetrics.NONE);
        KafkaConsumer<byte[], byte[]> consumer = topics.consumer();
        KafkaProducer<byte[], byte[]> producer = topics.producer()) {
      streams.start();
      long began = System.nanoTime();
      long last = began;
      int sent = 0;
      long back = 0;
      do {
        double due = (System.nanoTime() - began) / 1e9 * perSecond;
        while (sent < due) {
          topics.send(producer, sent++);
        }
        int came = consumer.poll(POLL).count();
        back += came;
        last = came > 0 ? System.nanoTime() : last;
        requireAlive(streams, last);
      } while (goesOn.test(sent - back));
    }
  }

  private TaggingStreams streams(Tagger tagger, StreamMetrics metrics) {
    return StreamWiring.streams(
        topics.settings(),
        topics.kafka().bootstrapServers(),
        tagger,
        metrics,
        StreamSettings.MAX_RECORD_BYTES);
  }

  private Thread sender(
      KafkaProducer<byte[], byte[]> producer, double perSecond, Duration time, AtomicLong sent) {
    Random random = new Random(7);
    Thread thread =
        new Thread(
            () -> {
              long now = System.nanoTime();
              long end = now + time.toNanos();
              double due = now;
              for (int i = 1; due < end; i++) {
                due += -Math.log(1 - random.nextDouble()) * 1e9 / perSecond;
                while ((now = System.nanoTime()) < due) {
                  LockSupport.parkNanos((long) due - now);
                }
                topics.send(producer, i);
                sent.incrementAndGet();
              }
            },
            "bench-sender");
    thread.start();
    return thread;
  }

  private void requireAlive(TaggingStreams streams, long lastRecord) {
    streams
        .failure()
        .ifPresent(
            failure -> {
              throw new CommandFailedException(String.valueOf(failure.getMessage()), failure);
            });
    if (System.nanoTime() - lastRecord > SILENCE.toNanos()) {
      throw new CommandFailedException("nothing came out of the topology for " + SILENCE);
    }
  }
}
