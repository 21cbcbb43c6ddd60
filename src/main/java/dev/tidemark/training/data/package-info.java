/** Labelled sentences as they are read from files. */
@org.jspecify.annotations.NullMarked
package dev.tidemark.training.data;
