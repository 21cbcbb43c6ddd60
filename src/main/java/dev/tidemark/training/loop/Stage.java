package dev.tidemark.training.loop;

import org.jspecify.annotations.Nullable;

/**
 * What was learnt up to a measurement: one line of the table that a training prints.
 *
 * @param epoch passes over the data so far: 1 after the first, 0.25 where four measurements are
 *     made in a pass
 * @param step optimizer steps so far
 * @param trainLoss mean over the batches since the stage before
 * @param measured on validation data; null without
 */
public record Stage<M extends Measured>(
    double epoch, int step, double trainLoss, @Nullable M measured) {}
