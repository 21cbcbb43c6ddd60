package dev.tidemark.text;

import java.util.List;

/**
 * What may stand in place of a mask token.
 *
 * @param start first UTF-16 code unit of the mask token in the text
 * @param end one past its last UTF-16 code unit
 * @param candidates most probable first; of the targets, where the text's sender named any
 * @param unknownTargets those named that the model's vocabulary does not hold as one token: it can
 *     say nothing of them
 */
public record MaskFill(
    int start, int end, List<Candidate> candidates, List<String> unknownTargets) {

  private static final String CONTINUES = "##";

  /**
   * A word for the gap.
   *
   * @param token as the tokenizer writes it, blanks around it left out; the continuation of a word
   *     as the vocabulary spells it, e.g. {@code ##ing}
   * @param score its probability among all words of the vocabulary, 0 to 1
   */
  public record Candidate(String token, double score) {}

  public MaskFill {
    if (start < 0 || end <= start) {
      throw new IllegalArgumentException("no mask token stands at [%d, %d)".formatted(start, end));
    }
    candidates = List.copyOf(candidates);
    unknownTargets = List.copyOf(unknownTargets);
  }

  /**
   * The text with this gap filled and any other left; a continuation joins the word before it:
   * {@code work [MASK]} with {@code ##ing} is {@code working}.
   */
  public String sequence(String text, Candidate candidate) {
    String token = candidate.token();
    String before = text.substring(0, start);
    if (token.startsWith(CONTINUES) && token.length() > CONTINUES.length()) {
      before = before.stripTrailing();
      token = token.substring(CONTINUES.length());
    }
    return before + token + text.substring(end);
  }
}
