package dev.tidemark.guarantee.world;

import dev.tidemark.model.LabelProbabilities;
import dev.tidemark.model.LabelSet;
import dev.tidemark.model.TokenBatch;
import dev.tidemark.model.TokenClassifier;
import dev.tidemark.text.EntitySpan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A model whose every answer tells where it comes from, so that a result that was mixed up,
 * invented or made by another version gives itself away:
 *
 * <ul>
 *   <li>the first word of a text is an entity whose type is the model's version and whose score is
 *       the {@link Stamp} of the batch: which instance, and its how-manieth batch;
 *   <li>every other capitalised word is a {@code WORD} whose score is a hash of the whole text and
 *       of the word's place in it.
 * </ul>
 *
 * <p>Scores are floats between a half and one, where 23 bits can be told apart.
 *
 * <p>Threading notes: any number of threads.
 */
public final class StampingClassifier implements TokenClassifier {

  private static final int BITS = 23;
  private static final int BATCH_BITS = 16;
  private static final int OUTSIDE = 0;
  private static final int WORD = 1;
  private static final int VERSION = 2;

  /** Which batch a result came from. */
  public record Stamp(int instance, int batch) {

    public Stamp {
      if (instance < 1 || instance >= 1 << (BITS - BATCH_BITS)) {
        throw new IllegalArgumentException("instance " + instance + " does not fit into a stamp");
      }
      if (batch < 0 || batch >= 1 << BATCH_BITS) {
        throw new IllegalArgumentException("batch " + batch + " does not fit into a stamp");
      }
    }

    public static Stamp of(float score) {
      int bits = bits(score);
      return new Stamp(bits >>> BATCH_BITS, bits & ((1 << BATCH_BITS) - 1));
    }

    public float score() {
      return StampingClassifier.score((instance << BATCH_BITS) | batch);
    }
  }

  private final String version;
  private final int instance;
  private final Fault fault;
  private final AtomicInteger batches;

  /**
   * A model.
   *
   * @param instance that runs it; no two of a run have the same
   * @param batches of the instance so far, whatever its model was
   */
  public StampingClassifier(String version, int instance, Fault fault, AtomicInteger batches) {
    this.version = version;
    this.instance = instance;
    this.fault = fault;
    this.batches = batches;
  }

  /** Labels of a version; each version has its own. */
  public static LabelSet labels(String version) {
    return new LabelSet(List.of("O", "B-WORD", "B-" + version));
  }

  /** What a version must say of a text in a batch. */
  public static List<EntitySpan> expected(String text, String version, Stamp stamp) {
    var tokens = new HashedWords().encode(text);
    int[] ids = tokens.ids();
    int hash = Arrays.hashCode(ids);
    List<EntitySpan> spans = new ArrayList<>();
    for (int t = 0; t < ids.length; t++) {
      int start = tokens.starts()[t];
      int end = tokens.ends()[t];
      if (t == 0) {
        spans.add(new EntitySpan(version, start, end, text.substring(start, end), stamp.score()));
      } else if (HashedWords.isCapitalised(ids[t])) {
        spans.add(
            new EntitySpan("WORD", start, end, text.substring(start, end), wordScore(hash, t)));
      }
    }
    return spans;
  }

  @Override
  public LabelSet labels() {
    return labels(version);
  }

  @Override
  public int maxTokens() {
    return 512;
  }

  @Override
  public int padTokenId() {
    return 0;
  }

  @Override
  public LabelProbabilities classify(TokenBatch batch) {
    return fault.around(batch, () -> answer(batch));
  }

  private LabelProbabilities answer(TokenBatch batch) {
    Stamp stamp = new Stamp(instance, batches.getAndIncrement());
    int labels = labels().size();
    float[] values = new float[batch.rows() * batch.length() * labels];
    for (int row = 0; row < batch.rows(); row++) {
      int base = row * batch.length();
      // Between the special tokens stands the text.
      int[] ids = Arrays.copyOfRange(batch.ids(), base + 1, base + batch.lengths()[row] - 1);
      int hash = Arrays.hashCode(ids);
      for (int t = 0; t < ids.length; t++) {
        int at = (base + 1 + t) * labels;
        if (t == 0) {
          say(values, at, VERSION, stamp.score());
        } else if (HashedWords.isCapitalised(ids[t])) {
          say(values, at, WORD, wordScore(hash, t));
        } else {
          values[at + OUTSIDE] = 1;
        }
      }
    }
    return new LabelProbabilities(batch.length(), labels, values);
  }

  private static void say(float[] values, int at, int label, float score) {
    values[at + label] = score;
    values[at + OUTSIDE] = 1 - score;
  }

  private static float wordScore(int hash, int place) {
    int bits = ((hash * 31 + place) * 0x9E37_79B1) >>> (32 - BITS);
    return score(Math.max(1, bits)); // a half would be a draw with O
  }

  private static float score(int bits) {
    return 0.5f + (float) bits / (1 << (BITS + 1));
  }

  private static int bits(float score) {
    return Math.round((score - 0.5f) * (1 << (BITS + 1)));
  }

  @Override
  public void close() {}
}
