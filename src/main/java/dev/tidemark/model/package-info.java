/**
 * What a token-classification model is to the rest of Tidemark, whatever engine runs it.
 *
 * <ul>
 *   <li>{@code model.checkpoint}: the Hugging Face folder a model is read from and written to;
 *   <li>{@code model.hub}: such folders by name, from the Hugging Face Hub;
 *   <li>{@code model.token}: from text to tokens, windows and offsets;
 *   <li>{@code model.span}: from label probabilities to entity spans.
 * </ul>
 *
 * <p>Start with {@link dev.tidemark.model.LabelSet}.
 */
@org.jspecify.annotations.NullMarked
package dev.tidemark.model;
