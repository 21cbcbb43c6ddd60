/**
 * Models by name: where {@code default}, a folder, {@code news@3} or {@code hf://…} lies, what the
 * store holds, which version is live; and the commands {@code models …}.
 *
 * <p>Start with {@link dev.tidemark.app.models.ModelFolder}, which any command finds its model
 * with; then {@link dev.tidemark.app.models.LiveAlias}, which says what is live.
 */
@org.jspecify.annotations.NullMarked
package dev.tidemark.app.models;
