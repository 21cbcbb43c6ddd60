/**
 * Immutable, numbered versions of models ({@code newswire@3}): published atomically, read with
 * checksums, deleted by a rule. Why they lie as they do: {@code docs/adr/0003-model-store.md}.
 *
 * <p>Start with {@link dev.tidemark.model.store.ModelStore}; {@link
 * dev.tidemark.model.store.VersionStorage} is what a place to keep versions has to offer.
 */
@org.jspecify.annotations.NullMarked
package dev.tidemark.model.store;
