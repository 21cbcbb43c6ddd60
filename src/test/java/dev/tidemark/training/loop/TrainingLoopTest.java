package dev.tidemark.training.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.model.Dtype;
import dev.tidemark.model.checkpoint.Checkpoint;
import dev.tidemark.model.checkpoint.Tensor;
import dev.tidemark.testing.TinyBert;
import dev.tidemark.testing.Weights;
import dev.tidemark.torch.TorchModels;
import dev.tidemark.training.OptimizerSettings;
import dev.tidemark.training.RegularisationSettings;
import dev.tidemark.training.TrainingStart;
import dev.tidemark.training.masking.Chunk;
import dev.tidemark.training.masking.MaskedBatch;
import dev.tidemark.training.masking.MaskedRow;
import dev.tidemark.training.masking.MaskedText;
import dev.tidemark.training.masking.Masking;
import dev.tidemark.training.masking.Perplexity;
import dev.tidemark.training.masking.TrainableMaskedLm;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The loop around a real, tiny masked language model, with dropout on. */
class TrainingLoopTest {

  private static final TorchModels CPU = new TorchModels("cpu", 1);
  private static final Masking MASKING =
      Masking.usual(
          Masking.Kind.RANDOM, TinyBert.VOCABULARY.indexOf("[MASK]"), TinyBert.VOCABULARY.size());
  private static final List<Chunk> TEXT = chunks(45, 1);
  private static final List<MaskedRow> HELD = MASKING.frozen(chunks(10, 2), 3);
  private static final Checkpoint START =
      TinyBert.ofSeed(5).withHidden(16).checkpoint().withNewWordHead(1);

  private final List<String> told = new ArrayList<>();

  /** 45 chunks in batches of 4 are 12 batches, in steps of 2 batches 6 steps an epoch. */
  @Test
  void anEpochIsMeasuredAsOftenAsAskedAndAtItsEnd() throws IOException {
    Outcome<Perplexity> outcome = train(new LoopSettings(2, 0, 2, 0.1, 3, 0, 7), 0.01);

    assertThat(outcome.stages()).extracting(Stage::step).containsExactly(2, 4, 6, 8, 10, 12);
    assertThat(outcome.stages().get(0).epoch()).isEqualTo(4 / 12.0);
    assertThat(outcome.stages().get(2).epoch()).isEqualTo(1);
    assertThat(outcome.steps()).isEqualTo(12);
    assertThat(outcome.tokens()).isEqualTo(2L * TEXT.stream().mapToInt(Chunk::length).sum());
    assertThat(told.get(told.size() - 1)).isEqualTo("12/12");
  }

  @Test
  void endsAfterTheMostStepsWithAMeasurement() throws IOException {
    Outcome<Perplexity> outcome = train(new LoopSettings(2, 5, 1, 0.1, 1, 0, 7), 0.01);

    assertThat(outcome.steps()).isEqualTo(5);
    assertThat(outcome.stages()).extracting(Stage::step).containsExactly(5);
    assertThat(told).contains("5/5").doesNotContain("6/5");
  }

  /** The rate is so high that nothing gets better. */
  @Test
  void losesPatience() throws IOException {
    Outcome<Perplexity> outcome = train(new LoopSettings(50, 0, 1, 0, 1, 2, 7), 5);

    int best = outcome.stages().indexOf(outcome.best());
    assertThat(outcome.stages()).hasSize(best + 3).hasSizeLessThan(50);
  }

  @Test
  void fromAnySnapshotItGoesOnToTheSameWeights(@TempDir Path folder) throws IOException {
    LoopSettings settings = new LoopSettings(2, 0, 2, 0.25, 2, 0, 7);
    List<Snapshot<Perplexity>> snapshots = new ArrayList<>();
    Outcome<Perplexity> whole = train(settings, 0.01, 1, snapshots, null);
    assertThat(snapshots).as("one a step").hasSize(12);

    for (int at : new int[] {0, 4, 5, 10}) {
      SnapshotFolder<Perplexity> disk =
          new SnapshotFolder<>(folder.resolve("at-" + at), Map.of("a", "1"), Perplexity.class);
      disk.save(snapshots.get(at));
      Snapshot<Perplexity> read = disk.latest().orElseThrow();
      Outcome<Perplexity> resumed = train(settings, 0.01, 1, new ArrayList<>(), read);

      assertThat(resumed.stages()).as("after step %d", at + 1).isEqualTo(whole.stages());
      assertThat(resumed.tokens()).isEqualTo(whole.tokens());
      Weights.assertSame(resumed.checkpoint(), whole.checkpoint(), "resumed");
    }
  }

  @Test
  void aSnapshotTakesThePlaceOfTheOneBefore(@TempDir Path folder) throws IOException {
    List<Snapshot<Perplexity>> snapshots = new ArrayList<>();
    Outcome<Perplexity> ignored =
        train(new LoopSettings(1, 0, 2, 0.25, 1, 0, 7), 0.01, 2, snapshots, null);
    SnapshotFolder<Perplexity> disk =
        new SnapshotFolder<>(folder.resolve("s"), Map.of("a", "1"), Perplexity.class);
    assertThat(disk.latest()).isEmpty();
    snapshots.forEach(disk::save);

    assertThat(disk.latest().orElseThrow().progress().step()).isEqualTo(6);
    try (var left = java.nio.file.Files.list(folder.resolve("s"))) {
      assertThat(left).hasSize(1);
    }
    disk.clear();
    assertThat(disk.exists()).isFalse();
  }

  @Test
  void anotherRecipeIsRefusedByNameOfWhatDiffers(@TempDir Path folder) throws IOException {
    List<Snapshot<Perplexity>> snapshots = new ArrayList<>();
    Outcome<Perplexity> ignored =
        train(new LoopSettings(1, 0, 2, 0.25, 1, 0, 7), 0.01, 2, snapshots, null);
    new SnapshotFolder<>(folder, Map.of("--seed", "1", "--epochs", "3"), Perplexity.class)
        .save(snapshots.get(0));

    assertThatThrownBy(
            () ->
                new SnapshotFolder<>(
                        folder, Map.of("--seed", "2", "--epochs", "3"), Perplexity.class)
                    .latest())
        .isInstanceOf(SnapshotMismatchException.class)
        .hasMessageContaining("--seed was 1, now 2")
        .hasMessageNotContaining("--epochs");
  }

  private Outcome<Perplexity> train(LoopSettings settings, double rate) throws IOException {
    return train(settings, rate, 1, new ArrayList<>(), null);
  }

  private Outcome<Perplexity> train(
      LoopSettings settings,
      double rate,
      int keepEvery,
      List<Snapshot<Perplexity>> snapshots,
      @Nullable Snapshot<Perplexity> from)
      throws IOException {
    Checkpoint checkpoint = from == null ? START : with(from.weights());
    TrainingStart start =
        new TrainingStart(
            checkpoint,
            Dtype.FP32,
            new RegularisationSettings(0.1, 0.1, 0),
            new OptimizerSettings(rate, 1, 1, 0.01, 1, settings.accumulation()),
            from == null ? null : from.optimizer());
    try (TrainableMaskedLm model = CPU.trainableMaskedLm(start)) {
      TrainingLoop<MaskedBatch, Perplexity> loop =
          new TrainingLoop<>(
              settings,
              model,
              new MaskedText(TEXT, MASKING, 4, 0, 11),
              () -> Perplexity.of(HELD, 4, 0, model::evaluate),
              new TrainingListener<>() {
                @Override
                public void step(int step, int steps, int epoch, double loss) {
                  told.add(step + "/" + steps);
                }

                @Override
                public void stage(Stage<Perplexity> stage) {}
              });
      loop.keep(keepEvery, snapshots::add);
      return from == null
          ? loop.run()
          : loop.run(from.progress(), from.best().isEmpty() ? null : with(from.best()));
    }
  }

  private static Checkpoint with(Map<String, Tensor> weights) {
    return new Checkpoint(START.config(), weights, START.tokenizerFiles());
  }

  private static List<Chunk> chunks(int count, long seed) {
    Random random = new Random(seed);
    List<Chunk> chunks = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int[] ids = random.ints(8 + random.nextInt(8), 5, TinyBert.VOCABULARY.size()).toArray();
      int[] words = new int[ids.length];
      Arrays.setAll(words, word -> word);
      chunks.add(new Chunk(ids, words));
    }
    return chunks;
  }
}
