package dev.tidemark.model.token;

import java.util.ArrayList;
import java.util.List;

/**
 * Overlapping windows over a text that is longer than the model takes. Each token is judged in the
 * window in which it stands farthest from a cut, so every judgement sees context on both sides.
 */
public final class Windows {

  private Windows() {}

  /**
   * One window.
   *
   * @param from first token it shows to the model
   * @param to one past the last
   * @param ownFrom first token it is believed about
   * @param ownTo one past the last
   */
  public record Window(int from, int to, int ownFrom, int ownTo) {}

  /**
   * Cuts tokens into windows. The owned ranges follow each other without gap from 0 to {@code
   * tokens}. A text without tokens has one empty window.
   *
   * @param tokens of the text, special tokens left out
   * @param size tokens a window holds, special tokens left out
   * @param overlap tokens that neighbouring windows share (what Hugging Face calls stride); less
   *     than {@code size}
   */
  public static List<Window> cut(int tokens, int size, int overlap) {
    if (size < 1 || overlap < 0 || overlap >= size) {
      throw new IllegalArgumentException(
          "windows of %d tokens cannot overlap by %d".formatted(size, overlap));
    }
    List<Window> windows = new ArrayList<>();
    int from = 0;
    int ownFrom = 0;
    while (true) {
      int to = Math.min(tokens, from + size);
      boolean last = to == tokens;
      // In the shared tokens the nearer cut changes sides at the middle.
      int ownTo = last ? tokens : to - overlap / 2;
      windows.add(new Window(from, to, ownFrom, ownTo));
      if (last) {
        return windows;
      }
      from = to - overlap;
      ownFrom = ownTo;
    }
  }
}
