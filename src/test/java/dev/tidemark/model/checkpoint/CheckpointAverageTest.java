package dev.tidemark.model.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.tidemark.testing.TinyBert;
import java.util.List;
import org.junit.jupiter.api.Test;

class CheckpointAverageTest {

  private static final Checkpoint ONE = TinyBert.ofSeed(1).checkpoint();
  private static final Checkpoint OTHER = TinyBert.ofSeed(2).checkpoint();
  private static final Checkpoint THIRD = TinyBert.ofSeed(3).checkpoint();

  @Test
  void everyWeightIsTheMeanOfThoseOfTheModels() {
    Checkpoint mean = CheckpointAverage.of(List.of(ONE, OTHER, THIRD));

    assertThat(mean.tensors().keySet()).isEqualTo(ONE.tensors().keySet());
    for (String name : ONE.tensors().keySet()) {
      float[] one = floats(ONE, name);
      float[] other = floats(OTHER, name);
      float[] third = floats(THIRD, name);
      float[] averaged = floats(mean, name);
      for (int i = 0; i < one.length; i++) {
        assertThat((double) averaged[i])
            .as("%s[%d]", name, i)
            .isCloseTo(((double) one[i] + other[i] + third[i]) / 3, within(1e-6));
      }
    }
  }

  @Test
  void aModelAveragedWithItselfIsItself() {
    Checkpoint mean = CheckpointAverage.of(List.of(ONE, ONE));

    for (String name : ONE.tensors().keySet()) {
      assertThat(floats(mean, name)).isEqualTo(floats(ONE, name));
    }
  }

  @Test
  void modelsOfOtherLabelsOrSizesAreRefused() {
    Checkpoint labels = TinyBert.ofSeed(2).withLabels(List.of("O", "B-X", "I-X")).checkpoint();
    assertThatThrownBy(() -> CheckpointAverage.of(List.of(ONE, labels)))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("different labels")
        .hasMessageContaining("B-X");
    Checkpoint larger = TinyBert.ofSeed(2).withHidden(32).checkpoint();
    assertThatThrownBy(() -> CheckpointAverage.of(List.of(ONE, larger)))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("shape");
  }

  private static float[] floats(Checkpoint checkpoint, String name) {
    Tensor tensor = checkpoint.tensors().get(name);
    assertThat(tensor).as(name).isNotNull();
    return tensor == null ? new float[0] : tensor.floats();
  }
}
