/**
 * What a run of the guarantee suite is played with. Start with {@link
 * dev.tidemark.guarantee.world.StampingClassifier} (what can be known from an answer), then {@link
 * dev.tidemark.guarantee.world.Faults} and {@link dev.tidemark.guarantee.world.Instance}.
 */
@org.jspecify.annotations.NullMarked
package dev.tidemark.guarantee.world;
