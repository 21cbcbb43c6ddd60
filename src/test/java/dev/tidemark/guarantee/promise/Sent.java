package dev.tidemark.guarantee.promise;

import dev.tidemark.guarantee.world.Input;

/**
 * An input that Kafka has taken.
 *
 * @param topic it was sent to
 * @param offset it got there
 */
public record Sent(Input input, String topic, long offset) {}
