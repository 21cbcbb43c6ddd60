/**
 * The words of the domain: what goes in, what comes out. Records only, no logic beyond validation,
 * nothing but the JDK.
 *
 * <p>Start with {@link dev.tidemark.text.TextRecord} and {@link dev.tidemark.text.TaggedRecord}.
 */
@org.jspecify.annotations.NullMarked
package dev.tidemark.text;
