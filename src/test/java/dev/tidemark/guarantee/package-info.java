/**
 * The guarantee suite: what docs/guarantees.md promises, played through on real brokers.
 *
 * <ul>
 *   <li>{@code guarantee.promise}: one small class per promise. It watches both ends of a run and
 *       says which records break it.
 *   <li>{@code guarantee.world}: what a run is played with: inputs, a model whose answers tell
 *       where they come from, faults, instances in this JVM and in children, brokers, a proxy.
 *   <li>here: {@link dev.tidemark.guarantee.GuaranteeRun}, which puts a run under all promises, and
 *       the scenarios, one test class for each kind of trouble.
 * </ul>
 *
 * <p>Scenarios use the product's own {@code BatchingTagger}; only the token classifier below it is
 * the suite's. Faults travel in the record (a word of its text) or sit in that seam; what happens
 * to processes and connections happens at a count of committed results. Nothing sleeps for luck.
 */
@org.jspecify.annotations.NullMarked
package dev.tidemark.guarantee;
