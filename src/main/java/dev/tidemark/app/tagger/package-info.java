/**
 * A model at work: loaded with its tokenizer and batch queue, exchanged while it serves, and the
 * commands that ask it by hand ({@code tag}, {@code fill-mask}).
 *
 * <p>Start with {@link dev.tidemark.app.tagger.LoadedTagger}; {@link
 * dev.tidemark.app.tagger.LiveTagger} follows what is promoted.
 */
@org.jspecify.annotations.NullMarked
package dev.tidemark.app.tagger;
