package dev.tidemark.stream;

import dev.tidemark.text.FillOptions;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The fields {@code top_k} and {@code targets} of an input record. They are checked whatever the
 * text holds and whatever model is served, so that a record's fate does not depend on either; null
 * counts as absent.
 */
final class FillFields {

  private static final String TOP_K = "top_k";
  private static final String TARGETS = "targets";

  private FillFields() {}

  static FillOptions of(Map<String, @Nullable Object> fields) {
    Object topK = fields.get(TOP_K);
    Object targets = fields.get(TARGETS);
    return topK == null && targets == null
        ? FillOptions.USUAL
        : new FillOptions(topK(topK), targets(targets));
  }

  private static int topK(@Nullable Object value) {
    if (value == null) {
      return FillOptions.UNSAID;
    }
    if (value instanceof BigInteger number
        && number.signum() > 0
        && number.compareTo(BigInteger.valueOf(FillOptions.MOST)) <= 0) {
      return number.intValue();
    }
    throw new BrokenInputException(
        "'top_k' is not a whole number from 1 to %d".formatted(FillOptions.MOST));
  }

  private static List<String> targets(@Nullable Object value) {
    if (value == null) {
      return List.of();
    }
    List<String> targets = new ArrayList<>();
    if (value instanceof List<?> list) {
      for (Object element : list) {
        if (element instanceof String target && !Surrogates.anyAlone(target)) {
          targets.add(target);
        }
      }
      if (!list.isEmpty() && targets.size() == list.size() && list.size() <= FillOptions.MOST) {
        return targets;
      }
    }
    throw new BrokenInputException(
        "'targets' is not a list of 1 to %d strings".formatted(FillOptions.MOST));
  }
}
