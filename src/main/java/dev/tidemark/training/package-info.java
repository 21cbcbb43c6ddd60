/**
 * Fine-tuning: label alignment, collation, schedule, the loop, and what it measures. No engine, no
 * Kafka.
 *
 * <p>Start with {@link dev.tidemark.training.loop.TrainingLoop}; {@link
 * dev.tidemark.training.LabelAlignment} makes rows of labelled words, {@code training.masking}
 * hides words, {@link dev.tidemark.training.TrainableModel} is the seam to the engine. {@code
 * training.data} reads files, {@code training.metrics} scores.
 */
@org.jspecify.annotations.NullMarked
package dev.tidemark.training;
