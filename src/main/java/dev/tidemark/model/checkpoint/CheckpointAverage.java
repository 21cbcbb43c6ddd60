package dev.tidemark.model.checkpoint;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The mean of the weights of models that were fine-tuned from the same checkpoint: often better
 * than each of them, at the price of one (Wortsman et al., 2022, "Model soups",
 * https://arxiv.org/abs/2203.05482).
 */
public final class CheckpointAverage {

  private CheckpointAverage() {}

  /**
   * Averages; configuration and tokenizer are the first one's. A masked-language-model head that
   * only the first one has stays as it is.
   *
   * @param weights of each, positive; they need not sum up to 1
   * @throws CheckpointException when the models do not have the same labels, or tensors of the same
   *     names and shapes
   */
  public static Checkpoint of(List<Checkpoint> models, List<Double> weights) {
    Checkpoint first = models.get(0);
    for (Checkpoint model : models) {
      requireSameForm(first, model);
    }
    double total = weights.stream().mapToDouble(weight -> weight).sum();
    Map<String, Tensor> mean = new LinkedHashMap<>();
    for (Tensor tensor : first.tensors().values()) {
      boolean everywhere =
          models.stream().allMatch(model -> model.tensors().containsKey(tensor.name()));
      mean.put(tensor.name(), everywhere ? mean(tensor, models, weights, total) : tensor);
    }
    return new Checkpoint(first.config(), mean, first.tokenizerFiles());
  }

  private static Tensor mean(
      Tensor like, List<Checkpoint> models, List<Double> weights, double total) {
    double[] sum = new double[Math.toIntExact(like.count())];
    for (int m = 0; m < models.size(); m++) {
      float[] values = models.get(m).tensor(like.name(), like.shape()).floats();
      double share = weights.get(m) / total;
      for (int i = 0; i < sum.length; i++) {
        sum[i] += share * values[i];
      }
    }
    float[] values = new float[sum.length];
    for (int i = 0; i < sum.length; i++) {
      values[i] = (float) sum[i];
    }
    return Tensor.of(like.name(), like.shape(), values);
  }

  /**
   * A point on the line between two models, so that one keeps more of what the first knew (Wortsman
   * et al., 2022, "Robust fine-tuning of zero-shot models", https://arxiv.org/abs/2109.01903).
   *
   * @param share of the second, 0 to 1
   * @throws CheckpointException as for {@link #of(List, List)}
   */
  public static Checkpoint between(Checkpoint first, Checkpoint second, double share) {
    return of(List.of(second, first), List.of(share, 1 - share));
  }

  /** Names of all tensors but the masked-language-model head's. */
  private static Set<String> shared(Checkpoint model) {
    return model.tensors().keySet().stream()
        .filter(name -> !name.startsWith(Checkpoint.WORD_HEAD))
        .collect(Collectors.toSet());
  }

  private static void requireSameForm(Checkpoint first, Checkpoint other) {
    if (!shared(first).equals(shared(other)) || (other.hasWordHead() && !first.hasWordHead())) {
      throw new CheckpointException("models whose tensors have different names cannot be averaged");
    }
    if (first.config().labels() != null
        && !first.config().labels().equals(other.config().labels())) {
      throw new CheckpointException(
          "models with different labels cannot be averaged: %s and %s"
              .formatted(first.requireLabels().names(), other.requireLabels().names()));
    }
    if (!Arrays.equals(
        first.tokenizerFiles().get(Checkpoint.TOKENIZER),
        other.tokenizerFiles().get(Checkpoint.TOKENIZER))) {
      throw new CheckpointException("models with different tokenizers cannot be averaged");
    }
  }
}
