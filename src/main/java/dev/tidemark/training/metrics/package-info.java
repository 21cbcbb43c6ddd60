/**
 * How well labels were predicted.
 *
 * <p>Start with {@link dev.tidemark.training.metrics.Seqeval}.
 */
@org.jspecify.annotations.NullMarked
package dev.tidemark.training.metrics;
