package dev.tidemark.training.masking;

import dev.tidemark.model.token.InputToken;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Which tokens are hidden from the model, and how.
 *
 * @param kind single tokens or whole words
 * @param share of the tokens, or of the words, that are asked about
 * @param maskId the mask token
 * @param vocabSize ids below it may replace a token
 */
public record Masking(Kind kind, double share, int maskId, int vocabSize) {

  /** What is chosen. */
  public enum Kind {
    /**
     * Single tokens: of those chosen, 80 % become the mask token, 10 % any token, 10 % stay (Devlin
     * et al., 2019, section 3.1).
     */
    RANDOM,

    /**
     * All tokens of a word at once, all of them masked, as the Hugging Face course's collator for
     * whole-word masking does: pieces of a word cannot be guessed from each other.
     */
    WHOLE_WORD
  }

  private static final double MASKED = 0.8;
  private static final double REPLACED = 0.9;

  public Masking {
    if (!(share > 0 && share < 1)) {
      throw new IllegalArgumentException("a share of " + share + " cannot be masked");
    }
  }

  /** The usual shares: 15 % of tokens, 20 % of words. */
  public static Masking usual(Kind kind, int maskId, int vocabSize) {
    return new Masking(kind, kind == Kind.RANDOM ? 0.15 : 0.2, maskId, vocabSize);
  }

  /**
   * Hides tokens of a chunk; at least one, where it has any that are not special.
   *
   * @param random draws anew at each call, so that each epoch asks other questions
   */
  MaskedRow mask(Chunk chunk, Random random) {
    boolean[] chosen = chosen(chunk, random);
    int[] ids = chunk.ids().clone();
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < ids.length; i++) {
      if (chosen[i]) {
        places.add(i);
        ids[i] = hidden(ids[i], random);
      }
    }
    int[] at = places.stream().mapToInt(Integer::intValue).toArray();
    int[] targets = new int[at.length];
    for (int i = 0; i < at.length; i++) {
      targets[i] = InputToken.id(chunk.ids()[at[i]]);
    }
    return new MaskedRow(ids, at, targets);
  }

  /** The same questions at every call: for measuring one model against another. */
  public List<MaskedRow> frozen(List<Chunk> chunks, long seed) {
    Random random = new Random(seed);
    return chunks.stream().map(chunk -> mask(chunk, random)).toList();
  }

  private int hidden(int token, Random random) {
    double draw = kind == Kind.WHOLE_WORD ? 0 : random.nextDouble();
    if (draw < MASKED) {
      return maskId; // its casing would be a hint that no reader of a gap has
    }
    if (draw < REPLACED) {
      return InputToken.of(random.nextInt(vocabSize), InputToken.type(token));
    }
    return token;
  }

  /** What is chosen together is a unit: a token by itself, or a word. */
  private boolean[] chosen(Chunk chunk, Random random) {
    int[] unit = new int[chunk.length()];
    int units = 0;
    for (int i = 0; i < unit.length; i++) {
      int word = chunk.words()[i];
      unit[i] = kind == Kind.WHOLE_WORD || word < 0 ? word : units;
      units = Math.max(units, unit[i] + 1);
    }
    boolean[] wanted = drawn(units, random);
    boolean[] chosen = new boolean[unit.length];
    for (int i = 0; i < chosen.length; i++) {
      chosen[i] = unit[i] >= 0 && wanted[unit[i]];
    }
    return chosen;
  }

  /** Each with the same chance, at least one where there is any. */
  private boolean[] drawn(int units, Random random) {
    boolean[] drawn = new boolean[units];
    boolean any = false;
    for (int i = 0; i < units; i++) {
      drawn[i] = random.nextDouble() < share;
      any |= drawn[i];
    }
    if (!any && units > 0) {
      drawn[random.nextInt(units)] = true;
    }
    return drawn;
  }
}
