package dev.tidemark.app.ingest;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What becomes visible together, or not at all.
 *
 * @param texts for the topic of texts, in this order
 * @param rejects for the dead letters
 * @param state how far the source has got with this, by its keys
 */
record Delivery(List<Text> texts, List<Reject> rejects, Map<String, byte[]> state) {

  /**
   * One text.
   *
   * @param key its id; null where it has none
   */
  record Text(byte @Nullable [] key, byte[] value) {}

  /**
   * What cannot become a text.
   *
   * @param value as it came; null where it is too large to be kept
   * @param reason for a person
   * @param source file or feed
   * @param place line of the file, or item of the feed
   */
  record Reject(
      byte @Nullable [] key,
      byte @Nullable [] value,
      String reason,
      String exception,
      String source,
      String place) {}

  Delivery {
    texts = List.copyOf(texts);
    rejects = List.copyOf(rejects);
    state = Map.copyOf(state);
  }

  boolean isEmpty() {
    return texts.isEmpty() && rejects.isEmpty() && state.isEmpty();
  }

  /** Where deliveries go. */
  interface Door {

    /** Returns once all of it is committed; whatever this throws, nothing more may be delivered. */
    void deliver(Delivery delivery);

    /** What a record may measure; a larger one must be a {@link Reject}. */
    int maxRecordBytes();
  }
}
