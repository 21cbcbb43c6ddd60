package dev.tidemark.model.checkpoint;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The mean of the weights of models that were fine-tuned from the same checkpoint: often better
 * than each of them, at the price of one (Wortsman et al., 2022, "Model soups",
 * https://arxiv.org/abs/2203.05482).
 */
public final class CheckpointAverage {

  private CheckpointAverage() {}

  /**
   * Averages, each model counting the same; configuration and tokenizer are the first one's.
   *
   * @throws CheckpointException when the models do not have the same labels, or tensors of the same
   *     names and shapes
   */
  public static Checkpoint of(List<Checkpoint> models) {
    Checkpoint first = models.get(0);
    Map<String, Tensor> mean = new LinkedHashMap<>();
    for (Checkpoint model : models) {
      requireSameForm(first, model);
    }
    for (Tensor tensor : first.tensors().values()) {
      double[] sum = new double[Math.toIntExact(tensor.count())];
      for (Checkpoint model : models) {
        float[] values = model.tensor(tensor.name(), tensor.shape()).floats();
        for (int i = 0; i < sum.length; i++) {
          sum[i] += values[i];
        }
      }
      float[] values = new float[sum.length];
      for (int i = 0; i < sum.length; i++) {
        values[i] = (float) (sum[i] / models.size());
      }
      mean.put(tensor.name(), Tensor.of(tensor.name(), tensor.shape(), values));
    }
    return new Checkpoint(first.config(), mean, first.tokenizerFiles());
  }

  /**
   * A point on the line between two models, so that one keeps more of what the first knew (Wortsman
   * et al., 2022, "Robust fine-tuning of zero-shot models", https://arxiv.org/abs/2109.01903).
   *
   * @param share of the second, 0 to 1
   * @throws CheckpointException as for {@link #of}
   */
  public static Checkpoint between(Checkpoint first, Checkpoint second, double share) {
    requireSameForm(first, second);
    Map<String, Tensor> mixed = new LinkedHashMap<>();
    for (Tensor tensor : first.tensors().values()) {
      float[] from = tensor.floats();
      float[] to = second.tensor(tensor.name(), tensor.shape()).floats();
      float[] values = new float[from.length];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) (from[i] + share * (to[i] - from[i]));
      }
      mixed.put(tensor.name(), Tensor.of(tensor.name(), tensor.shape(), values));
    }
    return new Checkpoint(second.config(), mixed, second.tokenizerFiles());
  }

  private static void requireSameForm(Checkpoint first, Checkpoint other) {
    if (!first.tensors().keySet().equals(other.tensors().keySet())) {
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
