package dev.tidemark.inference;

import dev.tidemark.model.MaskQuery;
import dev.tidemark.model.WordProbabilities;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The questions of a batch's rows as one, and its answer as theirs. */
final class MaskQuestions {

  private MaskQuestions() {}

  /**
   * What the rows ask together; null when they ask nothing.
   *
   * @param length tokens of a row of the batch, padding included
   */
  static @Nullable MaskQuery of(List<MaskedRow> rows, int length, int vocabularySize) {
    int masks = 0;
    int topK = 1;
    int targetsEach = 0;
    for (MaskedRow row : rows) {
      MaskedRow.Question question = row.masks();
      if (question != null) {
        masks += question.at().length;
        targetsEach = Math.max(targetsEach, question.targets().length);
        if (question.targets().length == 0) {
          topK = Math.max(topK, question.topK());
        }
      }
    }
    if (masks == 0) {
      return null;
    }
    int[] places = new int[masks];
    long[] targets = new long[masks * targetsEach];
    int next = 0;
    for (int r = 0; r < rows.size(); r++) {
      MaskedRow.Question question = rows.get(r).masks();
      if (question != null) {
        for (int at : question.at()) {
          places[next] = r * length + at;
          for (int t = 0; t < question.targets().length; t++) {
            targets[next * targetsEach + t] = question.targets()[t];
          }
          next++;
        }
      }
    }
    return new MaskQuery(places, Math.min(topK, vocabularySize), targetsEach, targets);
  }

  /**
   * What each row learns, in the order of its masks.
   *
   * @throws IllegalStateException when the model gave more or less than was asked: which word is
   *     whose would be anyone's guess
   */
  static List<List<RankedWords>> answers(
      List<MaskedRow> rows, MaskQuery query, WordProbabilities said) {
    int masks = query.places().length;
    if (said.words().length != masks * said.topK()
        || said.probabilities().length != masks * said.topK()
        || said.topK() != query.topK()
        || said.targets().length != query.targets().length) {
      throw new IllegalStateException(
          "the model gave %d words and %d targets for %d masks"
              .formatted(said.words().length, said.targets().length, masks));
    }
    List<List<RankedWords>> answers = new ArrayList<>(rows.size());
    int next = 0;
    for (MaskedRow row : rows) {
      MaskedRow.Question question = row.masks();
      List<RankedWords> ofRow = question == null ? List.of() : new ArrayList<>();
      for (int i = 0; question != null && i < question.at().length; i++) {
        ofRow.add(answer(question, said, next++));
      }
      answers.add(ofRow);
    }
    return answers;
  }

  private static RankedWords answer(MaskedRow.Question question, WordProbabilities said, int mask) {
    if (question.targets().length > 0) {
      return RankedWords.of(
          question.targets(), said.targets(), mask * said.targetsEach(), question.topK());
    }
    int from = mask * said.topK();
    int to = from + Math.min(question.topK(), said.topK());
    return new RankedWords(
        Arrays.copyOfRange(said.words(), from, to),
        Arrays.copyOfRange(said.probabilities(), from, to));
  }
}
