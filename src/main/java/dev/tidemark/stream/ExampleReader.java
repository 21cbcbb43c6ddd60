package dev.tidemark.stream;

import dev.tidemark.adaptation.ExampleKey;
import dev.tidemark.adaptation.ExampleSet;
import dev.tidemark.text.Correction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings records of {@code examples} into an {@link ExampleSet}. A record that nobody can learn
 * from (another program wrote it, or an older version of this one) does not stop whoever reads the
 * others: it is logged, and counts as a tombstone, for what stood under its key is no longer said.
 *
 * <p>Threading notes: as the set.
 */
public final class ExampleReader {

  private static final Logger log = LoggerFactory.getLogger(ExampleReader.class);

  private final CorrectionReader reader = new CorrectionReader();
  private final ExampleSet set;

  public ExampleReader(ExampleSet set) {
    this.set = set;
  }

  /** All of these, in their order; see {@link CompactedTopic#poll}. */
  public void take(Iterable<CompactedTopic.Entry> entries) {
    for (CompactedTopic.Entry entry : entries) {
      take(entry.key(), entry.value());
    }
  }

  /**
   * One record.
   *
   * @param value null for a tombstone
   * @return whether it could be understood
   */
  public boolean take(@Nullable String key, byte @Nullable [] value) {
    if (key == null) {
      log.warn("an example without a key is passed over");
      return false;
    }
    set.remove(key);
    if (value == null) {
      return true;
    }
    try {
      Correction correction = reader.read(value);
      if (!key.equals(ExampleKey.of(correction.text()))) {
        throw new BrokenInputException("the key is not that of the text");
      }
      boolean unused = set.put(correction);
      return true;
    } catch (BrokenInputException | IllegalArgumentException e) {
      // Without the reason: what a parser says quotes the text.
      log.warn("the example {} is no correction to learn from, and is passed over", key);
      return false;
    }
  }
}
