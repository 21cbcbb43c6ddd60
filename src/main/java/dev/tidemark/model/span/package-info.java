/**
 * From the label probabilities of each token to entity spans.
 *
 * <p>Start with {@link dev.tidemark.model.span.SpanDecoder}.
 */
@org.jspecify.annotations.NullMarked
package dev.tidemark.model.span;
