package dev.tidemark.training.data;

import dev.tidemark.model.LabelScheme;
import dev.tidemark.text.LabelledSpan;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * From a text with marked entities to labelled words.
 *
 * <p>Words are cut as BERT's tokenizers cut them before their vocabulary comes in: at white space,
 * with each punctuation mark (and each ASCII symbol) and each ideograph a word by itself. An entity
 * that starts or ends inside such a word cuts it there, so that every entity is whole words. The
 * same text always gives the same words.
 */
public final class SpanWords {

  private final String text;
  private final List<LabelledSpan> spans;

  /**
   * A text and what is marked in it, in any order.
   *
   * @throws IllegalArgumentException saying what {@link SpanCheck} finds wrong with the spans
   */
  public SpanWords(String text, List<LabelledSpan> spans) {
    this.text = text;
    SpanCheck.fault(text, spans)
        .ifPresent(
            fault -> {
              throw new IllegalArgumentException(fault);
            });
    this.spans = new ArrayList<>(spans);
    this.spans.sort(Comparator.comparingInt(LabelledSpan::start));
  }

  private boolean isBlank(int from, int to) {
    return SpanCheck.isBlank(text.substring(from, to));
  }

  /**
   * The words with their labels.
   *
   * @throws IllegalArgumentException when there is no word
   */
  public LabelledSentence labelled(LabelScheme scheme) {
    List<int[]> words = words();
    if (words.isEmpty()) {
      throw new IllegalArgumentException("the text holds no word");
    }
    List<String> labels = new ArrayList<>();
    int next = 0;
    for (int word = 0; word < words.size(); word++) {
      int start = words.get(word)[0];
      while (next < spans.size() && spans.get(next).end() <= start) {
        next++;
      }
      if (next == spans.size() || start < spans.get(next).start()) {
        labels.add(LabelScheme.OUTSIDE);
        continue;
      }
      LabelledSpan span = spans.get(next);
      boolean first = word == 0 || words.get(word - 1)[0] < span.start();
      boolean last = word + 1 == words.size() || words.get(word + 1)[0] >= span.end();
      // Touching means no word between, white space or not.
      boolean afterItsLike =
          next > 0
              && spans.get(next - 1).type().equals(span.type())
              && isBlank(spans.get(next - 1).end(), span.start());
      boolean beforeItsLike =
          next + 1 < spans.size()
              && spans.get(next + 1).type().equals(span.type())
              && isBlank(span.end(), spans.get(next + 1).start());
      labels.add(scheme.label(span.type(), first, last, afterItsLike, beforeItsLike));
    }
    return new LabelledSentence(
        words.stream().map(word -> text.substring(word[0], word[1])).toList(), labels);
  }

  /** The words without labels. */
  List<String> plain() {
    return words().stream().map(word -> text.substring(word[0], word[1])).toList();
  }

  /** Start and end of each. */
  private List<int[]> words() {
    boolean[] cut = new boolean[text.length() + 1];
    for (LabelledSpan span : spans) {
      cut[span.start()] = true;
      cut[span.end()] = true;
    }
    List<int[]> words = new ArrayList<>();
    int start = -1; // of the open word
    int width;
    for (int at = 0; at < text.length(); at += width) {
      int c = text.codePointAt(at);
      width = Character.charCount(c);
      boolean space = SpanCheck.isSpace(c);
      boolean alone = isPunctuation(c) || Character.isIdeographic(c);
      if (start >= 0 && (space || alone || cut[at])) {
        words.add(new int[] {start, at});
        start = -1;
      }
      if (alone) {
        words.add(new int[] {at, at + width});
      } else if (!space && start < 0) {
        start = at;
      }
    }
    if (start >= 0) {
      words.add(new int[] {start, text.length()});
    }
    return words;
  }

  private static boolean isPunctuation(int c) {
    if (c < 128) {
      return c > ' ' && c < 127 && !Character.isLetterOrDigit(c);
    }
    return switch (Character.getType(c)) {
      case Character.CONNECTOR_PUNCTUATION,
          Character.DASH_PUNCTUATION,
          Character.START_PUNCTUATION,
          Character.END_PUNCTUATION,
          Character.INITIAL_QUOTE_PUNCTUATION,
          Character.FINAL_QUOTE_PUNCTUATION,
          Character.OTHER_PUNCTUATION ->
          true;
      default -> false;
    };
  }
}
