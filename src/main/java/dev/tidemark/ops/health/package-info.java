/**
 * Whether a process is alive and ready, with reasons. Start at {@link
 * dev.tidemark.ops.health.Health}; {@link dev.tidemark.ops.health.Checks} are what it looks at.
 */
@org.jspecify.annotations.NullMarked
package dev.tidemark.ops.health;
