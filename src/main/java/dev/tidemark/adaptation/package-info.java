/**
 * A model that learns from corrections: what is learnt from, how, and whether the result may serve.
 * No engine, no Kafka.
 *
 * <p>Start with {@link dev.tidemark.adaptation.AdaptationRun}, one run from corrections to a
 * verdict; {@link dev.tidemark.adaptation.PromotionGate} decides.
 *
 * <p>What people say while the stream runs: {@link dev.tidemark.adaptation.CorrectionValidator}
 * lets it through, {@link dev.tidemark.adaptation.ExampleSet} keeps the last word on each text,
 * {@link dev.tidemark.adaptation.guard.AgreementCounts} says how far a model agreed with people.
 */
@org.jspecify.annotations.NullMarked
package dev.tidemark.adaptation;
