package dev.tidemark.model.checkpoint;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

/**
 * The masked-language-model head scores a word by its input embedding. Some files hold that matrix
 * twice, under both names, or the head's bias; a model in memory holds each once.
 */
final class TiedWeights {

  private static final String DECODER = Checkpoint.WORD_HEAD + "decoder.";

  private TiedWeights() {}

  /**
   * Takes the second copy of each out of tensors that go by our names.
   *
   * @throws CheckpointException when the two differ: such a head is not a tied one
   */
  static void untie(Path folder, Family family, Map<String, Tensor> tensors) {
    untie(folder, family, tensors, DECODER + "weight", "embeddings.word_embeddings.weight");
    untie(folder, family, tensors, DECODER + "bias", Checkpoint.WORD_HEAD + "bias");
  }

  private static void untie(
      Path folder, Family family, Map<String, Tensor> tensors, String copy, String name) {
    Tensor second = tensors.remove(copy);
    if (second == null) {
      return;
    }
    Tensor first = tensors.putIfAbsent(name, second.named(name));
    if (first != null && !same(first, second)) {
      throw new CheckpointException(
          "%s: %s differs from %s; Tidemark runs masked-language-model heads that share the two only. To use the encoder alone, save it without that head"
              .formatted(folder, family.names().theirs(copy), family.names().theirs(name)));
    }
  }

  private static boolean same(Tensor a, Tensor b) {
    if (!Arrays.equals(a.shape(), b.shape())) {
      return false;
    }
    return a.type() == b.type() ? a.data().equals(b.data()) : Arrays.equals(a.floats(), b.floats());
  }
}
