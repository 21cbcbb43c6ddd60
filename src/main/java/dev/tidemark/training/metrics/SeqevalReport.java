package dev.tidemark.training.metrics;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What seqeval's {@code classification_report} and {@code accuracy_score} say with {@code
 * zero_division=0}.
 *
 * @param types score of each type found in the references or in the predictions, sorted by name
 * @param micro all entities taken together; the number usually meant by "F1"
 * @param macro unweighted mean over the types. As in the reference, NaN when there is no type at
 *     all: whoever writes it as JSON must decide what that shall be
 * @param weighted mean over the types weighted by support; 0 when there is no support
 * @param accuracy share of the labels that are equal, {@code O} included; 0 when there is no label
 */
public record SeqevalReport(
    Map<String, TypeScore> types,
    TypeScore micro,
    TypeScore macro,
    TypeScore weighted,
    double accuracy) {

  public SeqevalReport {
    types = Collections.unmodifiableMap(new TreeMap<>(types));
  }
}
