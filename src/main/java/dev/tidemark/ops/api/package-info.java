/**
 * REST under {@code /api/v1}: each class a part of it, and the interfaces that a part asks. {@code
 * openapi.json} among the resources describes all of it, and a test compares the two.
 *
 * <p>Start with {@link dev.tidemark.ops.api.SessionApi}, the smallest.
 */
@org.jspecify.annotations.NullMarked
package dev.tidemark.ops.api;
