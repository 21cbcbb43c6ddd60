/**
 * The only package that imports OpenTelemetry: the part of a record's trace that Tidemark is, as
 * {@link dev.tidemark.stream.Tracing} wants it.
 *
 * <p>Start with {@link dev.tidemark.ops.tracing.W3cTracing}; docs/tracing.md is for users.
 */
@org.jspecify.annotations.NullMarked
package dev.tidemark.ops.tracing;
