/**
 * The HTTP server: who may ask what, how much of it, and how fast. It knows routes, not what they
 * answer.
 *
 * <p>Start with {@link dev.tidemark.ops.http.HttpService}, then {@link
 * dev.tidemark.ops.http.Dispatcher}, which has all checks in their order. To add something to the
 * server, make a {@link dev.tidemark.ops.http.Route}.
 */
@org.jspecify.annotations.NullMarked
package dev.tidemark.ops.http;
