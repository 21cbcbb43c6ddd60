/**
 * A model that learns from corrections: what is learnt from, how, and whether the result may serve.
 * No engine, no Kafka.
 *
 * <p>Start with {@link dev.tidemark.adaptation.AdaptationRun}, one run from corrections to a
 * verdict; {@link dev.tidemark.adaptation.PromotionGate} decides.
 */
@org.jspecify.annotations.NullMarked
package dev.tidemark.adaptation;
