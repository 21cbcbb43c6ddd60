package dev.tidemark.model.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.tidemark.testing.TinyBert;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class CheckpointAverageTest {

  private static final Checkpoint ONE = TinyBert.ofSeed(1).checkpoint();
  private static final Checkpoint OTHER = TinyBert.ofSeed(2).checkpoint();
  private static final Checkpoint THIRD = TinyBert.ofSeed(3).checkpoint();

  @Test
  void everyWeightIsTheMeanOfThoseOfTheModels() {
    Checkpoint mean = mean(ONE, OTHER, THIRD);

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
    Checkpoint mean = mean(ONE, ONE);

    for (String name : ONE.tensors().keySet()) {
      assertThat(floats(mean, name)).isEqualTo(floats(ONE, name));
    }
  }

  @Test
  void weightsSayHowMuchAModelCountsAndAHeadOfTheFirstAloneStays() {
    Checkpoint withWords = ONE.withNewWordHead(7);
    Checkpoint mean = CheckpointAverage.of(List.of(withWords, OTHER), List.of(7.0, 3.0));

    assertThat(mean.tensors().keySet()).isEqualTo(withWords.tensors().keySet());
    for (String name : ONE.tensors().keySet()) {
      for (int i = 0; i < floats(ONE, name).length; i++) {
        assertThat((double) floats(mean, name)[i])
            .as("%s[%d]", name, i)
            .isCloseTo(0.7 * floats(ONE, name)[i] + 0.3 * floats(OTHER, name)[i], within(1e-6));
      }
    }
    String head = Checkpoint.WORD_HEAD + "transform.dense.weight";
    assertThat(floats(mean, head)).isEqualTo(floats(withWords, head));
    assertThatThrownBy(() -> mean(OTHER, withWords)).hasMessageContaining("different names");
    Checkpoint between = CheckpointAverage.between(OTHER, ONE, 0.25);
    String bias = "classifier.bias";
    assertThat((double) floats(between, bias)[0])
        .isCloseTo(0.75 * floats(OTHER, bias)[0] + 0.25 * floats(ONE, bias)[0], within(1e-6));
  }

  @Test
  void modelsOfOtherLabelsOrSizesAreRefused() {
    Checkpoint labels = TinyBert.ofSeed(2).withLabels(List.of("O", "B-X", "I-X")).checkpoint();
    assertThatThrownBy(() -> mean(ONE, labels))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("different labels")
        .hasMessageContaining("B-X");
    Checkpoint larger = TinyBert.ofSeed(2).withHidden(32).checkpoint();
    assertThatThrownBy(() -> mean(ONE, larger))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("shape");
  }

  private static float[] floats(Checkpoint checkpoint, String name) {
    Tensor tensor = checkpoint.tensors().get(name);
    assertThat(tensor).as(name).isNotNull();
    return tensor == null ? new float[0] : tensor.floats();
  }

  private static Checkpoint mean(Checkpoint... models) {
    return CheckpointAverage.of(List.of(models), Collections.nCopies(models.length, 1.0));
  }
}
