/** How well labels were predicted. */
@org.jspecify.annotations.NullMarked
package dev.tidemark.training.metrics;
