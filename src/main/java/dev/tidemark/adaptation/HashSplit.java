package dev.tidemark.adaptation;

import dev.tidemark.training.data.LabelledSentence;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Sentences to learn from and sentences to measure on. What a sentence says decides where it goes,
 * so the same one never stands on both sides, in this run or a later one.
 *
 * @param train to learn from
 * @param heldOut to measure on
 */
public record HashSplit(List<LabelledSentence> train, List<LabelledSentence> heldOut) {

  /**
   * Splits.
   *
   * @param share held out, 0 to 1
   */
  public static HashSplit of(List<LabelledSentence> sentences, double share) {
    // Of a sentence that was corrected more than once, the last correction counts.
    Map<String, LabelledSentence> latest = new LinkedHashMap<>();
    for (LabelledSentence sentence : sentences) {
      latest.put(String.join(" ", sentence.words()), sentence);
    }
    List<LabelledSentence> train = new ArrayList<>();
    List<LabelledSentence> heldOut = new ArrayList<>();
    latest.forEach((text, sentence) -> (position(text) < share ? heldOut : train).add(sentence));
    return new HashSplit(List.copyOf(train), List.copyOf(heldOut));
  }

  /** A place in [0, 1) that depends on the text alone. */
  private static double position(String text) {
    return (ByteBuffer.wrap(Sha256.of(text)).getLong() >>> 11) * 0x1.0p-53;
  }
}
