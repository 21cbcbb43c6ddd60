/**
 * What watches over the live model, wired to the model store and to {@code model-events}: {@link
 * dev.tidemark.app.guard.AgreementWatch} (corrections, and taking a promotion back), {@link
 * dev.tidemark.app.guard.DriftWatch} (texts), {@link dev.tidemark.app.guard.ShadowPeriod} (before a
 * promotion). The rules are {@code adaptation.guard} and {@code adaptation.drift}.
 */
@org.jspecify.annotations.NullMarked
package dev.tidemark.app.guard;
