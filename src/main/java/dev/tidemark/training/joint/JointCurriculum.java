package dev.tidemark.training.joint;

import dev.tidemark.training.LabelledBatch;
import dev.tidemark.training.loop.Curriculum;
import dev.tidemark.training.loop.Work;
import dev.tidemark.training.masking.MaskedBatch;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Goes through the text once an epoch, and beside it through the labelled sentences over and over:
 * one batch of each a step (rehearsal against forgetting).
 */
public final class JointCurriculum implements Curriculum<JointBatch> {

  private final Curriculum<MaskedBatch> words;
  private final Curriculum<LabelledBatch> tags;
  private int round;
  private @Nullable IntFunction<Work<LabelledBatch>> plan;

  public JointCurriculum(Curriculum<MaskedBatch> words, Curriculum<LabelledBatch> tags) {
    this.words = words;
    this.tags = tags;
  }

  @Override
  public int batches() {
    return words.batches();
  }

  @Override
  public IntFunction<Work<JointBatch>> epoch(int number) {
    IntFunction<Work<MaskedBatch>> texts = words.epoch(number);
    return index -> {
      Work<MaskedBatch> text = texts.apply(index);
      Work<LabelledBatch> labelled = tags((long) (number - 1) * words.batches() + index);
      return new Work<>(
          new JointBatch(text.batch(), labelled.batch()), text.tokens() + labelled.tokens());
    };
  }

  private Work<LabelledBatch> tags(long step) {
    int wanted = 1 + (int) (step / tags.batches());
    IntFunction<Work<LabelledBatch>> current = plan;
    if (current == null || round != wanted) {
      current = tags.epoch(wanted);
      plan = current;
      round = wanted;
    }
    return current.apply((int) (step % tags.batches()));
  }
}
