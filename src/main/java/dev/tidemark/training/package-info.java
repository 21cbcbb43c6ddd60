/**
 * Fine-tuning: label alignment, collation, schedule, the loop, and what it measures. No engine, no
 * Kafka.
 */
@org.jspecify.annotations.NullMarked
package dev.tidemark.training;
