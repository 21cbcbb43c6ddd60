/**
 * When which texts run through the model together. Pure: the clock is passed in, nothing here knows
 * of models or Kafka.
 */
@org.jspecify.annotations.NullMarked
package dev.tidemark.batch;
