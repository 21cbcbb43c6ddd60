package dev.tidemark.training.loop;

import dev.tidemark.model.checkpoint.Tensor;
import dev.tidemark.training.OptimizerState;
import java.util.Map;

/**
 * All that a training needs to go on as if it had never been interrupted.
 *
 * @param weights as they are
 * @param best weights of the best stage so far; empty before the first
 */
public record Snapshot<M extends Measured>(
    Progress<M> progress,
    Map<String, Tensor> weights,
    Map<String, Tensor> best,
    OptimizerState optimizer) {}
