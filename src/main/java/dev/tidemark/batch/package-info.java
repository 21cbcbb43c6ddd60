/**
 * Which texts run through the model together, and when. Nothing here knows of models or Kafka.
 *
 * <p>Start with {@link dev.tidemark.batch.BatchQueue} (the decision, pure: time is passed in), then
 * {@link dev.tidemark.batch.BatchLoop} (the thread that acts on it) and {@link
 * dev.tidemark.batch.Bisection} (what becomes of a batch that fails).
 */
@org.jspecify.annotations.NullMarked
package dev.tidemark.batch;
