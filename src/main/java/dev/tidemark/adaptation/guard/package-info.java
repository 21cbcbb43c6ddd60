/**
 * What watches over a promotion: a shadow period before it, people's corrections after it. Start
 * with {@link dev.tidemark.adaptation.guard.AnswerComparison}: one answer against the truth, or
 * against another answer.
 */
@org.jspecify.annotations.NullMarked
package dev.tidemark.adaptation.guard;
