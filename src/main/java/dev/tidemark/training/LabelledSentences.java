package dev.tidemark.training;

import dev.tidemark.training.loop.Curriculum;
import dev.tidemark.training.loop.Seed;
import dev.tidemark.training.loop.Work;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;

/** Rows of labelled words in batches of like length, in an order that is new each epoch. */
public final class LabelledSentences implements Curriculum<LabelledBatch> {

  private final List<Example> rows;
  private final int batchSize;
  private final int padTokenId;
  private final long seed;

  public LabelledSentences(List<Example> rows, int batchSize, int padTokenId, long seed) {
    this.rows = rows;
    this.batchSize = batchSize;
    this.padTokenId = padTokenId;
    this.seed = seed;
  }

  @Override
  public int batches() {
    return (rows.size() + batchSize - 1) / batchSize;
  }

  @Override
  public IntFunction<Work<LabelledBatch>> epoch(int number) {
    List<List<Example>> plan =
        BatchPlanner.shuffled(rows, batchSize, new Random(Seed.of(seed, number)));
    return index ->
        new Work<>(
            BatchPlanner.collate(plan.get(index), padTokenId),
            plan.get(index).stream().mapToLong(Example::length).sum());
  }
}
