package dev.tidemark.adaptation.guard;

import dev.tidemark.adaptation.guard.AnswerComparison.Difference;
import dev.tidemark.text.LabelledSpan;
import dev.tidemark.training.metrics.EntityCounts;
import java.util.Comparator;
import java.util.List;

/**
 * The live model and the former one on one text that somebody corrected.
 *
 * <p>People correct what they see, and what they see is the answer of one model. A text is brought
 * to us by a mistake of that one; the other model may have made as many, on texts that nobody
 * corrected. So the model whose answer was corrected is excused one mistake, its largest: that is
 * why the text is here, and says nothing of which model makes more of them. Without that the live
 * model, whichever it is, loses against any other.
 *
 * <p>The text itself counts as one entity that both have right: else a text without entities, where
 * one of them sees some, would say nothing.
 *
 * @param live entities of the live model against the truth
 * @param former likewise
 */
public record PairedAnswer(EntityCounts live, EntityCounts former) {

  private static final EntityCounts TEXT = new EntityCounts(1, 1, 1);

  /** Whose answer a person has corrected. */
  public enum Corrected {
    LIVE,
    FORMER,
    /** Some other model's. */
    NEITHER
  }

  /** Counts; what the models said comes first in the comparisons. */
  public static PairedAnswer of(
      List<LabelledSpan> truth,
      List<LabelledSpan> live,
      List<LabelledSpan> former,
      Corrected corrected) {
    return new PairedAnswer(
        counts(AnswerComparison.of(live, truth), corrected == Corrected.LIVE),
        counts(AnswerComparison.of(former, truth), corrected == Corrected.FORMER));
  }

  private static EntityCounts counts(AnswerComparison answer, boolean excused) {
    EntityCounts counts = answer.total().plus(TEXT);
    if (!excused) {
      return counts;
    }
    return answer.differences().stream()
        .max(Comparator.comparingInt(Difference::size))
        .map(worst -> withTruth(counts, worst))
        .orElse(counts);
  }

  /** As if the model had said there what is true. */
  private static EntityCounts withTruth(EntityCounts counts, Difference mistake) {
    int truth = mistake.after().size();
    return counts.plus(new EntityCounts(truth, truth - mistake.before().size(), 0));
  }
}
