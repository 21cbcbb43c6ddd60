/**
 * The only package that imports DJL: writes a checkpoint as a TorchScript program, runs it, trains
 * it.
 */
@org.jspecify.annotations.NullMarked
package dev.tidemark.torch;
