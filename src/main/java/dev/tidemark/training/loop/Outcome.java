package dev.tidemark.training.loop;

import dev.tidemark.model.checkpoint.Checkpoint;
import java.util.List;

/**
 * What came out of a training.
 *
 * @param stages in order
 * @param best the stage whose weights these are
 * @param steps optimizer steps made
 * @param tokens trained on, special tokens included, padding left out
 * @param outside share of the steps' time, in this run, that was neither forward nor backward:
 *     batching, clipping, the optimizer (measuring and snapshots are no part of a step)
 * @param checkpoint weights of that stage
 */
public record Outcome<M extends Measured>(
    List<Stage<M>> stages,
    Stage<M> best,
    int steps,
    long tokens,
    double outside,
    Checkpoint checkpoint) {}
