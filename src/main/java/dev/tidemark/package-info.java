/** Tidemark tags news as it streams. Start reading in {@code dev.tidemark.app}. */
@org.jspecify.annotations.NullMarked
package dev.tidemark;
