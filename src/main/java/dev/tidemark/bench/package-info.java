/**
 * How fast a model computes, whoever computes it: contestants, the rounds they run in, and what
 * their work counts for. Knows no engine; {@code torch} and, in the Maven profile {@code peers},
 * other engines are measured through the interfaces here.
 *
 * <p>Start with {@link dev.tidemark.bench.Contest}.
 */
@org.jspecify.annotations.NullMarked
package dev.tidemark.bench;
