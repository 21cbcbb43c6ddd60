/**
 * The commands {@code bench …}. Each has a command (its options), a contest (what is measured, in
 * turns) and a report (JSON and a table).
 *
 * <p>Start with {@link dev.tidemark.app.bench.BenchStreamContest}; {@link
 * dev.tidemark.app.bench.StreamTrial} is one measured stream.
 */
@org.jspecify.annotations.NullMarked
package dev.tidemark.app.bench;
