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
  public MaskedRow mask(Chunk chunk, Random random) {
    boolean[] chosen =
        kind == Kind.RANDOM ? chooseTokens(chunk, random) : chooseWords(chunk, random);
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

  private boolean[] chooseTokens(Chunk chunk, Random random) {
    boolean[] chosen = new boolean[chunk.length()];
    List<Integer> candidates = new ArrayList<>();
    boolean any = false;
    for (int i = 0; i < chosen.length; i++) {
      if (chunk.words()[i] >= 0) {
        candidates.add(i);
        chosen[i] = random.nextDouble() < share;
        any |= chosen[i];
      }
    }
    if (!any && !candidates.isEmpty()) {
      chosen[candidates.get(random.nextInt(candidates.size()))] = true;
    }
    return chosen;
  }

  private boolean[] chooseWords(Chunk chunk, Random random) {
    int words = 0;
    for (int word : chunk.words()) {
      words = Math.max(words, word + 1);
    }
    boolean[] wanted = new boolean[words];
    boolean any = false;
    for (int word = 0; word < words; word++) {
      wanted[word] = random.nextDouble() < share;
      any |= wanted[word];
    }
    if (!any && words > 0) {
      wanted[random.nextInt(words)] = true;
    }
    boolean[] chosen = new boolean[chunk.length()];
    for (int i = 0; i < chosen.length; i++) {
      chosen[i] = chunk.words()[i] >= 0 && wanted[chunk.words()[i]];
    }
    return chosen;
  }
}
