/**
 * Whether the texts are still what the live model was used to. Start with {@link
 * dev.tidemark.adaptation.drift.DriftDetector}.
 */
@org.jspecify.annotations.NullMarked
package dev.tidemark.adaptation.drift;
