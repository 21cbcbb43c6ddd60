package dev.tidemark.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.model.LabelProbabilities;
import dev.tidemark.model.LabelSet;
import dev.tidemark.model.TokenBatch;
import dev.tidemark.model.TokenClassifier;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntToLongFunction;
import org.junit.jupiter.api.Test;

class BudgetTrialTest {

  private static final List<Integer> BUDGETS = List.of(512, 1024, 2048, 4096);

  /** Every batch costs something of its own, as the kernels of a GPU do. */
  @Test
  void aDeviceThatLikesThemLargeGetsTheLargest() {
    assertThat(chosenBudget(tokens -> 1_000_000 + 100L * tokens)).isEqualTo(4096);
  }

  /** Beyond 1,024 tokens the cache overflows. */
  @Test
  void aDeviceThatLikesThemSmallGetsThemNoSmallerThanItLikes() {
    assertThat(chosenBudget(tokens -> 100_000 + (tokens > 1024 ? 1500L : 1000L) * tokens))
        .isEqualTo(1024);
  }

  @Test
  void ofNearlyEqualOnesTheSmallestIsTaken() {
    assertThat(chosenBudget(tokens -> 1_000 + 1000L * tokens)).isEqualTo(512);
  }

  /** 50,000 ns at 1,000 ns a token. */
  @Test
  void whatABatchCostsBesideItsTokensIsFound() {
    assertThat(chosen(tokens -> 50_000 + 1000L * tokens).overheadTokens()).isBetween(40, 50);
    assertThat(chosen(tokens -> 1000L * tokens).overheadTokens()).isZero();
  }

  private static int chosenBudget(IntToLongFunction nanosOfBatch) {
    return chosen(nanosOfBatch).budget();
  }

  private static BudgetTrial.Choice chosen(IntToLongFunction nanosOfBatch) {
    AtomicLong clock = new AtomicLong();
    return new BudgetTrial(new Timed(clock, nanosOfBatch), 1, clock::get).smallestFast(BUDGETS);
  }

  /** Computes nothing; takes the time it is told to. */
  private record Timed(AtomicLong clock, IntToLongFunction nanos) implements TokenClassifier {

    @Override
    public LabelProbabilities classify(TokenBatch batch) {
      clock.addAndGet(nanos.applyAsLong(batch.ids().length));
      return new LabelProbabilities(batch.length(), 1, new float[batch.ids().length]);
    }

    @Override
    public LabelSet labels() {
      return new LabelSet(List.of("O"));
    }

    @Override
    public int maxTokens() {
      return 512;
    }

    @Override
    public int padTokenId() {
      return 0;
    }

    @Override
    public void close() {}
  }
}
