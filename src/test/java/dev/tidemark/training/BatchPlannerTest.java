package dev.tidemark.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.testing.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BatchPlannerTest {

  @Test
  void everyExampleComesOnceAnEpoch() {
    Random random = Seeds.random("BatchPlannerTest.everyExampleComesOnceAnEpoch");
    for (int run = 0; run < 200; run++) {
      List<Example> examples = examples(random.nextInt(300), random);
      int batchSize = 1 + random.nextInt(20);
      for (List<List<Example>> batches :
          List.of(
              BatchPlanner.shuffled(examples, batchSize, random),
              BatchPlanner.sorted(examples, batchSize))) {
        assertThat(batches).allMatch(batch -> !batch.isEmpty() && batch.size() <= batchSize);
        assertThat(batches.stream().flatMap(List::stream))
            .usingElementComparator((a, b) -> a == b ? 0 : 1)
            .containsExactlyInAnyOrderElementsOf(examples);
        assertThat(batches).hasSize((examples.size() + batchSize - 1) / batchSize);
      }
    }
  }

  @Test
  void littleIsPadding() {
    Random random = Seeds.random("BatchPlannerTest.littleIsPadding");
    List<Example> examples = examples(5000, random);
    int tokens = examples.stream().mapToInt(Example::length).sum();

    assertThat((double) padded(BatchPlanner.shuffled(examples, 16, random)) / tokens)
        .isLessThan(1.15);
    assertThat((double) padded(BatchPlanner.sorted(examples, 16)) / tokens).isLessThan(1.05);
    // What would be padded without any grouping, to show that the bound says something.
    List<List<Example>> asTheyCome = new ArrayList<>();
    for (int i = 0; i + 16 <= examples.size(); i += 16) {
      asTheyCome.add(examples.subList(i, i + 16));
    }
    assertThat((double) padded(asTheyCome) / tokens).isGreaterThan(1.5);
  }

  @Test
  void theOrderIsNewEachEpochAndFollowsTheSeed() {
    List<Example> examples = examples(400, new Random(1));
    Random one = new Random(42);
    Random same = new Random(42);
    List<List<Example>> first = BatchPlanner.shuffled(examples, 8, one);

    assertThat(first).isEqualTo(BatchPlanner.shuffled(examples, 8, same));
    List<List<Example>> second = BatchPlanner.shuffled(examples, 8, one);
    assertThat(second).isNotEqualTo(first).isEqualTo(BatchPlanner.shuffled(examples, 8, same));
    assertThat(BatchPlanner.shuffled(examples, 8, new Random(43))).isNotEqualTo(first);
    // Lengths must not come in order: the model would forget the short ones.
    List<Integer> lengths = first.stream().map(batch -> batch.get(0).length()).toList();
    assertThat(lengths).isNotEqualTo(lengths.stream().sorted().toList());
  }

  @Test
  void forEvaluationTheLongestComeFirst() {
    List<List<Example>> batches = BatchPlanner.sorted(examples(100, new Random(2)), 7);
    assertThat(batches.stream().flatMap(List::stream).map(Example::length).toList())
        .isSortedAccordingTo((a, b) -> b - a);
  }

  @Test
  void rowsAreFilledUpWithIgnoredPadding() {
    Example longer =
        new Example(new int[] {2, 8, 9, 3}, new int[] {-100, 1, 2, -100}, new int[4], 0, 0.5f);
    Example shorter = new Example(new int[] {2, 3}, new int[] {-100, 4}, new int[2], 1, 2);

    LabelledBatch batch = BatchPlanner.collate(List.of(shorter, longer), 77);

    assertThat(batch.tokens().length()).isEqualTo(4);
    assertThat(batch.tokens().ids()).containsExactly(2, 3, 77, 77, 2, 8, 9, 3);
    assertThat(batch.tokens().lengths()).containsExactly(2, 4);
    assertThat(batch.labels()).containsExactly(-100, 4, -100, -100, -100, 1, 2, -100);
    assertThat(batch.weights()).containsExactly(2, 0.5f);
  }

  private static long padded(List<List<Example>> batches) {
    return batches.stream()
        .mapToLong(
            batch ->
                (long) batch.size() * batch.stream().mapToInt(Example::length).max().orElseThrow())
        .sum();
  }

  /** Lengths as of sentences: many short ones, a long tail. */
  private static List<Example> examples(int count, Random random) {
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int length = 3 + (int) (-20 * Math.log(1 - random.nextDouble()));
      examples.add(new Example(new int[length], new int[length], new int[length], i, 1));
    }
    return examples;
  }
}
