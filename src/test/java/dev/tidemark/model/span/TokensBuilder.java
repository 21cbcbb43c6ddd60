package dev.tidemark.model.span;

import dev.tidemark.model.LabelSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Tokens for tests, with only the probabilities that matter spelt out: what is left of the 1 goes
 * to the first label.
 */
final class TokensBuilder {

  private final LabelSet labels;
  private final StringBuilder text = new StringBuilder();
  private final List<int[]> offsets = new ArrayList<>();
  private final List<Boolean> subwords = new ArrayList<>();
  private final List<float[]> rows = new ArrayList<>();

  TokensBuilder(String... labels) {
    this.labels = new LabelSet(List.of(labels));
  }

  LabelSet labels() {
    return labels;
  }

  String text() {
    return text.toString();
  }

  /** A token that starts a word; {@code scores} are written {@code "B-PER=0.7 I-PER=0.2"}. */
  TokensBuilder word(String token, String scores) {
    if (!text.isEmpty()) {
      text.append(' ');
    }
    return add(token, false, row(scores));
  }

  /** A token that continues the word before it. */
  TokensBuilder piece(String token, String scores) {
    return add(token, true, row(scores));
  }

  /** As many words of one token as wanted, with any probabilities. */
  TokensBuilder randomWords(int count, Random random) {
    for (int i = 0; i < count; i++) {
      float[] row = new float[labels.size()];
      float sum = 0;
      for (int label = 0; label < row.length; label++) {
        // Powers make some labels stand out, as those of a model do.
        row[label] = (float) Math.pow(random.nextDouble(), 4);
        sum += row[label];
      }
      for (int label = 0; label < row.length; label++) {
        row[label] /= sum;
      }
      text.append(text.isEmpty() ? "" : " ");
      add("w" + i, false, row);
    }
    return this;
  }

  ScoredTokens build() {
    int n = offsets.size();
    int[] starts = new int[n];
    int[] ends = new int[n];
    boolean[] subword = new boolean[n];
    float[] scores = new float[n * labels.size()];
    for (int t = 0; t < n; t++) {
      starts[t] = offsets.get(t)[0];
      ends[t] = offsets.get(t)[1];
      subword[t] = subwords.get(t);
      System.arraycopy(rows.get(t), 0, scores, t * labels.size(), labels.size());
    }
    return new ScoredTokens(starts, ends, subword, scores, labels.size());
  }

  private TokensBuilder add(String token, boolean subword, float[] row) {
    offsets.add(new int[] {text.length(), text.length() + token.length()});
    text.append(token);
    subwords.add(subword);
    rows.add(row);
    return this;
  }

  private float[] row(String scores) {
    float[] row = new float[labels.size()];
    float rest = 1;
    for (String score : scores.isEmpty() ? new String[0] : scores.split(" ", -1)) {
      int equals = score.indexOf('=');
      int label = labels.names().indexOf(score.substring(0, equals));
      row[label] = Float.parseFloat(score.substring(equals + 1));
      rest -= row[label];
    }
    row[0] += rest;
    return row;
  }
}
