/**
 * The training loop, the same for every task: schedule, measurements, best weights, early stopping,
 * snapshots to go on from.
 *
 * <p>Start with {@link dev.tidemark.training.loop.TrainingLoop}; a task brings a {@link
 * dev.tidemark.training.loop.Curriculum} and what is {@link dev.tidemark.training.loop.Measured}.
 */
@org.jspecify.annotations.NullMarked
package dev.tidemark.training.loop;
