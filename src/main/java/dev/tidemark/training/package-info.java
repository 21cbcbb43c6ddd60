/**
 * Fine-tuning: label alignment, collation, schedule, the loop, and what it measures. No engine, no
 * Kafka.
 *
 * <p>Start with {@link dev.tidemark.training.TaggingTraining}, the loop; {@link
 * dev.tidemark.training.LabelAlignment} makes its rows, {@link
 * dev.tidemark.training.TrainableClassifier} is the seam to the engine. {@code training.data} reads
 * files, {@code training.metrics} scores.
 */
@org.jspecify.annotations.NullMarked
package dev.tidemark.training;
