/**
 * Text in, a future of its entities out: tokenising on the caller's thread, batching across
 * callers, the model on its own thread.
 *
 * <p>Start with {@link dev.tidemark.inference.Tagger}.
 */
@org.jspecify.annotations.NullMarked
package dev.tidemark.inference;
