package dev.tidemark.batch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TokenBudgetTest {

  @Test
  void halvesAndComesBackStepByStep() {
    TokenBudget budget = new TokenBudget(4096);
    budget.tooLarge(4096);
    budget.tooLarge(2048);
    assertThat(budget.tokens()).isEqualTo(1024);

    assertThat(batchesUntilChange(budget)).isEqualTo(TokenBudget.FIRST_TRIAL);
    assertThat(budget.tokens()).isEqualTo(2048);
    assertThat(batchesUntilChange(budget)).isEqualTo(TokenBudget.FIRST_TRIAL);
    assertThat(budget.tokens()).isEqualTo(4096);
  }

  /** A device that is simply too small is not run into its limit every few seconds. */
  @Test
  void triesEverMoreRarelyWhatKeepsFailing() {
    TokenBudget budget = new TokenBudget(4096);
    budget.tooLarge(4096);
    int before = 0;
    for (int failed = 0; failed < 8; failed++) {
      int batches = batchesUntilChange(budget);
      assertThat(batches).isGreaterThan(before);
      before = batches;
      budget.tooLarge(4096);
      assertThat(budget.tokens()).isEqualTo(2048);
    }
    assertThat(before).isEqualTo(128 * TokenBudget.FIRST_TRIAL);
  }

  @Test
  void aBatchOfOneTokenIsTheLeast() {
    TokenBudget budget = new TokenBudget(2);
    budget.tooLarge(2);
    budget.tooLarge(1);
    assertThat(budget.tokens()).isEqualTo(1);
  }

  private static int batchesUntilChange(TokenBudget budget) {
    int before = budget.tokens();
    int batches = 0;
    while (budget.tokens() == before) {
      budget.ended();
      batches++;
    }
    return batches;
  }
}
