package dev.tidemark.testing;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.model.checkpoint.Checkpoint;

/** Two models, number by number. */
public final class Weights {

  private Weights() {}

  /** The same tensors with the same numbers; {@code why} says which comparison this was. */
  public static void assertSame(Checkpoint actual, Checkpoint expected, String why) {
    assertThat(actual.tensors().keySet()).as(why).isEqualTo(expected.tensors().keySet());
    expected
        .tensors()
        .forEach(
            (name, tensor) ->
                assertThat(requireNonNull(actual.tensors().get(name)).floats())
                    .as("%s: %s", why, name)
                    .isEqualTo(tensor.floats()));
  }
}
