package dev.tidemark.training;

import dev.tidemark.model.LabelProbabilities;
import dev.tidemark.model.LabelSet;
import dev.tidemark.model.span.ScoredTokens;
import dev.tidemark.training.data.LabelledSentence;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * The label a model gives to each word of a data set, by the probabilities of the word's first
 * token. A word without tokens (the tokenizer knows none of its characters) counts as {@code O}.
 */
public final class TaggingEvaluation {

  private TaggingEvaluation() {}

  /**
   * What the model said.
   *
   * @param labels one list per sentence, one label per word
   * @param loss mean loss per token
   * @param tokens computed, special tokens included, padding left out
   */
  public record Result(List<List<String>> labels, double loss, long tokens) {}

  /**
   * Predicts every word.
   *
   * @param examples rows of the sentences, in any order
   * @param decoding from probabilities to labels
   * @param model one forward pass
   */
  public static Result predict(
      List<LabelledSentence> sentences,
      List<Example> examples,
      LabelSet labels,
      WordDecoding decoding,
      int padTokenId,
      int batchSize,
      Function<LabelledBatch, TrainableClassifier.Evaluated> model) {
    List<WordScores> scores = new ArrayList<>();
    for (LabelledSentence sentence : sentences) {
      scores.add(new WordScores(sentence.words().size(), labels));
    }
    double loss = 0;
    long counted = 0;
    long tokens = 0;
    for (List<Example> rows : BatchPlanner.sorted(examples, batchSize)) {
      TrainableClassifier.Evaluated evaluated = model.apply(BatchPlanner.collate(rows, padTokenId));
      long labelled = 0;
      for (int r = 0; r < rows.size(); r++) {
        Example row = rows.get(r);
        labelled += record(row, r, evaluated.probabilities(), scores.get(row.sentence()));
        tokens += row.length();
      }
      loss += evaluated.loss() * labelled;
      counted += labelled;
    }
    Function<ScoredTokens, int[]> decoder = decoding.decoder(labels);
    List<List<String>> predicted =
        scores.stream()
            .map(
                sentence ->
                    Arrays.stream(decoder.apply(sentence.tokens())).mapToObj(labels::name).toList())
            .toList();
    return new Result(predicted, loss / Math.max(1, counted), tokens);
  }

  private static long record(
      Example row, int r, LabelProbabilities probabilities, WordScores scores) {
    long labelled = 0;
    for (int t = 0; t < row.length(); t++) {
      if (row.labels()[t] != LabelledBatch.IGNORED) {
        labelled++;
      }
      if (row.words()[t] >= 0) {
        scores.set(row.words()[t], probabilities.tokens(r, t, t + 1));
      }
    }
    return labelled;
  }
}
