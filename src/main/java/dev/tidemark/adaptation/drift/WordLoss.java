package dev.tidemark.adaptation.drift;

import java.util.List;
import java.util.OptionalDouble;

/** How well the model that is watched guesses hidden words. */
@FunctionalInterface
public interface WordLoss {

  /** Of a model without a head for it, or of which nobody asks. */
  WordLoss NONE = texts -> OptionalDouble.empty();

  /** Mean loss in nats, with masks that depend on the texts alone; empty where there is none. */
  OptionalDouble of(List<String> texts);
}
