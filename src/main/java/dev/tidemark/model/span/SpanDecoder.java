package dev.tidemark.model.span;

import dev.tidemark.model.LabelSet;
import dev.tidemark.text.EntitySpan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * From the label probabilities of a text's tokens to its entities, {@code O} left out: as the
 * Hugging Face token-classification pipeline does ({@code aggregate} and {@code group_entities}),
 * or, with {@link Aggregation#VITERBI}, as the labels' scheme means them.
 *
 * <p><em>Threading notes:</em> holds only what follows from the labels; any number of threads may
 * share one.
 */
public final class SpanDecoder {

  private final LabelSet labels;
  private final Aggregation aggregation;
  private final LabelTags tags;
  private final @Nullable ConstrainedDecoder constrained;

  /**
   * @throws IllegalArgumentException for {@link Aggregation#VITERBI} with labels of no scheme
   */
  public SpanDecoder(LabelSet labels, Aggregation aggregation) {
    this.labels = labels;
    this.aggregation = aggregation.resolve(labels);
    this.constrained =
        this.aggregation == Aggregation.VITERBI ? new ConstrainedDecoder(labels) : null;
    if (constrained != null) {
      this.tags = LabelTags.ofScheme(labels, constrained.scheme());
    } else if (this.aggregation == Aggregation.WORD) {
      this.tags = LabelTags.ofWords(labels);
    } else {
      this.tags = LabelTags.ofPipeline(labels);
    }
  }

  /**
   * The entities of the text, from left to right.
   *
   * @throws IllegalArgumentException when the scores are of another number of labels
   */
  public List<EntitySpan> decode(String text, ScoredTokens tokens) {
    if (tokens.labelCount() != labels.size()) {
      throw new IllegalArgumentException(
          "scores of %d labels, but the label set has %d: %s"
              .formatted(tokens.labelCount(), labels.size(), labels.names()));
    }
    if (aggregation == Aggregation.NONE) {
      return everyToken(text, tokens);
    }
    return constrained == null ? grouped(text, tokens) : likeliest(text, tokens, constrained);
  }

  private List<EntitySpan> everyToken(String text, ScoredTokens tokens) {
    List<EntitySpan> spans = new ArrayList<>();
    for (int t = 0; t < tokens.size(); t++) {
      int label = argmax(tokens.scores(), t * labels.size());
      String name = labels.name(label);
      if (!name.equals("O") && tokens.starts()[t] < tokens.ends()[t]) {
        int start = tokens.starts()[t];
        int end = tokens.ends()[t];
        spans.add(
            new EntitySpan(name, start, end, text.substring(start, end), tokens.score(t, label)));
      }
    }
    return List.copyOf(spans);
  }

  private List<EntitySpan> grouped(String text, ScoredTokens tokens) {
    SpanGrouper grouper = new SpanGrouper(tags, text);
    float[] average = new float[labels.size()];
    int next;
    for (int first = 0; first < tokens.size(); first = next) {
      next = aggregation.overWords() ? endOfWord(tokens, first) : first + 1;
      // The row of scores that speaks for the tokens from first to next.
      float[] scores = tokens.scores();
      int row = first * labels.size();
      if (aggregation == Aggregation.MAX) {
        row = mostConfidentRow(scores, first, next);
      } else if (aggregation == Aggregation.AVERAGE) {
        average(scores, first, next, average);
        scores = average;
        row = 0;
      }
      int label = argmax(scores, row);
      grouper.add(label, scores[row + label], tokens.starts()[first], tokens.ends()[next - 1]);
    }
    return grouper.finish();
  }

  private List<EntitySpan> likeliest(String text, ScoredTokens tokens, ConstrainedDecoder decoder) {
    int[] firsts = firstsOfWords(tokens);
    int[] chosen = decoder.decode(tokens, firsts);
    SpanGrouper grouper = new SpanGrouper(tags, text);
    for (int word = 0; word < firsts.length; word++) {
      int next = word + 1 < firsts.length ? firsts[word + 1] : tokens.size();
      grouper.add(
          chosen[word],
          decoder.typeProbability(tokens, firsts[word], chosen[word]),
          tokens.starts()[firsts[word]],
          tokens.ends()[next - 1]);
    }
    return grouper.finish();
  }

  private static int[] firstsOfWords(ScoredTokens tokens) {
    int[] firsts = new int[tokens.size()];
    int words = 0;
    for (int t = 0; t < tokens.size(); t = endOfWord(tokens, t)) {
      firsts[words++] = t;
    }
    return Arrays.copyOf(firsts, words);
  }

  /** The first token starts a word whatever its flag says, as in the pipeline. */
  private static int endOfWord(ScoredTokens tokens, int first) {
    int next = first + 1;
    while (next < tokens.size() && tokens.subword()[next]) {
      next++;
    }
    return next;
  }

  private int mostConfidentRow(float[] scores, int first, int next) {
    int best = first * labels.size();
    float bestScore = scores[best + argmax(scores, best)];
    for (int t = first + 1; t < next; t++) {
      int row = t * labels.size();
      float score = scores[row + argmax(scores, row)];
      if (score > bestScore) {
        best = row;
        bestScore = score;
      }
    }
    return best;
  }

  /** In floats and in the order of the tokens, as numpy does, so that ties fall the same way. */
  private static void average(float[] scores, int first, int next, float[] into) {
    for (int label = 0; label < into.length; label++) {
      float sum = 0;
      for (int t = first; t < next; t++) {
        sum += scores[t * into.length + label];
      }
      into[label] = sum / (next - first);
    }
  }

  /** Of equals the first. */
  private int argmax(float[] scores, int row) {
    int best = 0;
    for (int label = 1; label < labels.size(); label++) {
      if (scores[row + label] > scores[row + best]) {
        best = label;
      }
    }
    return best;
  }
}
