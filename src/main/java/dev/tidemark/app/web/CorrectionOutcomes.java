package dev.tidemark.app.web;

import dev.tidemark.adaptation.ExampleKey;
import dev.tidemark.ops.api.CorrectionService.Known;
import dev.tidemark.ops.api.CorrectionService.Status;
import dev.tidemark.text.Correction;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which of the last corrections became examples, and which dead letters. The three topics may be
 * read in any order among them: a correction's outcome can come before the correction.
 *
 * <p>It holds the last {@value #MOST} of each, whatever comes; of texts only the hash.
 *
 * <p>Threading notes: one thread puts in, any may ask; synchronized.
 */
final class CorrectionOutcomes {

  private static final int MOST = 2_000;

  /** Of a correction, as the dead letter names it. */
  record Place(int partition, long offset) {}

  /** What makes two corrections the same: an example is its correction, written anew. */
  private record Said(
      String key, String id, String annotator, String at, String entities, boolean withdrawn) {

    static Said of(Correction correction) {
      return correction.withdrawn()
          ? withdrawal(ExampleKey.of(correction.text()))
          : new Said(
              ExampleKey.of(correction.text()),
              correction.id(),
              correction.annotator(),
              String.valueOf(correction.at()),
              correction.entities().toString(),
              false);
    }

    static Said withdrawal(String key) {
      return new Said(key, "", "", "", "", true);
    }
  }

  private record Sent(Place place, long timestamp, Known known, @Nullable Said said) {}

  /**
   * The last ones by the time at which they were sent: partitions are read one after another, so
   * what is read last may have been sent first.
   */
  private final TreeSet<Sent> sent =
      new TreeSet<>(
          Comparator.comparingLong(Sent::timestamp)
              .thenComparingInt(one -> one.place().partition())
              .thenComparingLong(one -> one.place().offset()));

  private final Map<Said, Boolean> accepted = new Bounded<>();
  private final Map<Place, String> rejected = new Bounded<>();

  /**
   * A correction as it stands on its topic.
   *
   * @param timestamp of its record
   */
  synchronized void correction(Place place, long timestamp, Correction correction) {
    Known known =
        new Known(
            correction.id(),
            ExampleKey.of(correction.text()),
            correction.annotator(),
            correction.at() == null ? null : correction.at().toString(),
            correction.model(),
            correction.entities().size(),
            Status.PENDING,
            null);
    add(new Sent(place, timestamp, known, Said.of(correction)));
  }

  /** One that nobody can read; only its key is known. */
  synchronized void unreadable(Place place, long timestamp, String id) {
    Known known = new Known(id, "", "", null, null, 0, Status.PENDING, null);
    add(new Sent(place, timestamp, known, null));
  }

  private void add(Sent one) {
    sent.add(one);
    if (sent.size() > MOST) {
      sent.pollFirst();
    }
  }

  /** What became an example. */
  synchronized void example(Correction correction) {
    accepted.put(Said.of(correction), true);
  }

  /** An example that was taken back. */
  synchronized void withdrawn(String key) {
    accepted.put(Said.withdrawal(key), true);
  }

  /** A dead letter of the correction at this place. */
  synchronized void rejected(Place place, String reason) {
    rejected.put(place, reason);
  }

  /** The last ones, the last first. */
  synchronized List<Known> latest(int most) {
    return sent.descendingSet().stream().limit(most).map(this::withOutcome).toList();
  }

  private Known withOutcome(Sent one) {
    String reason = rejected.get(one.place());
    Said said = one.said();
    Status status =
        reason != null
            ? Status.REJECTED
            : said != null && accepted.containsKey(said) ? Status.ACCEPTED : Status.PENDING;
    Known known = one.known();
    return new Known(
        known.id(),
        known.key(),
        known.annotator(),
        known.at(),
        known.model(),
        known.entities(),
        status,
        reason);
  }

  /** Forgets what came first. */
  private static final class Bounded<K, V> extends LinkedHashMap<K, V> {
    @Override
    protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
      return size() > MOST;
    }
  }
}
