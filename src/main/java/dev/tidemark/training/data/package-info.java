/**
 * Labelled sentences as they are read from files.
 *
 * <p>Start with {@link dev.tidemark.training.data.LabelledSentence}.
 */
@org.jspecify.annotations.NullMarked
package dev.tidemark.training.data;
