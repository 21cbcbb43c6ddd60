package dev.tidemark.app.bench;

import dev.tidemark.app.kafka.EmbeddedKafka;
import dev.tidemark.inference.Tagger;
import java.util.List;

/** Trials of the stream, one after another, with the same feed and on one broker. */
final class StreamTrials implements AutoCloseable {

  /** Tagged before the first turn, which says how many records make one. */
  private static final int WARM_UP = 600;

  private static final int LEAST = 100;

  private final EmbeddedKafka kafka = EmbeddedKafka.start();
  private final TrialSettings settings;
  private final BenchFeed feed;
  private final int partitions;
  private int trials;

  StreamTrials(TrialSettings settings, BenchFeed feed, int partitions) {
    this.settings = settings;
    this.feed = feed;
    this.partitions = partitions;
  }

  StreamTrial next() {
    return next(partitions);
  }

  /** On another number of partitions. */
  StreamTrial next(int partitionsOfIt) {
    return new StreamTrial(
        new TrialTopics(kafka, settings.of(Integer.toString(++trials)), feed, partitionsOfIt));
  }

  /** A turn in which one instance takes what it can. */
  StreamTrial.Throughput saturated(int records, Tagger tagger) throws InterruptedException {
    return next().saturated(records, List.of(tagger));
  }

  /** Records a second, once the JVM has compiled what runs. */
  double warmUp(Tagger tagger, int seconds) throws InterruptedException {
    double speed = saturated(WARM_UP, tagger).recordsPerSecond();
    return saturated(records(speed, seconds), tagger).recordsPerSecond();
  }

  /** How many make a turn of so many seconds. */
  static int records(double perSecond, long seconds) {
    return (int) Math.max(LEAST, perSecond * seconds);
  }

  @Override
  public void close() {
    kafka.close();
  }
}
