/**
 * Adaptation: the trainer that {@code run --roles trainer} starts, and {@code adapt}, which does
 * one of its runs by hand.
 *
 * <p>Start with {@link dev.tidemark.app.trainer.Trainer}, which leads or waits; {@link
 * dev.tidemark.app.trainer.AdaptationCycle} is one run, from due to decided; {@link
 * dev.tidemark.app.trainer.LiveGuards} watches the live model between runs, by {@code app.guard}.
 */
@org.jspecify.annotations.NullMarked
package dev.tidemark.app.trainer;
