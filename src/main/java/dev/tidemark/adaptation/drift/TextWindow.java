package dev.tidemark.adaptation.drift;

import java.util.Collections;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * What a model made of a number of texts, in figures.
 *
 * @param texts how many
 * @param scores sum of the probabilities of all entities
 * @param types how many entities of each type
 * @param wordLoss mean loss on hidden words, in nats; empty where it was not measured
 */
public record TextWindow(
    int texts, double scores, Map<String, Long> types, OptionalDouble wordLoss) {

  public TextWindow {
    types = Collections.unmodifiableMap(new TreeMap<>(types));
  }

  public long entities() {
    return types.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Mean probability of an entity; there must be one. */
  double confidence() {
    return scores / entities();
  }

  /**
   * Population stability index between two mixes of types: the sum over types of {@code (p - q)
   * ln(p / q)}, 0 where they are the same. By custom, below 0.1 nothing has changed, and above 0.25
   * much has. Half an entity is added to each type, so that one that is missing on one side does
   * not make it infinite.
   */
  double stabilityIndex(TextWindow other) {
    Map<String, Long> all = new TreeMap<>(types);
    other.types.forEach(all::putIfAbsent);
    double index = 0;
    for (String type : all.keySet()) {
      double p = share(type, all.size());
      double q = other.share(type, all.size());
      index += (p - q) * Math.log(p / q);
    }
    return index;
  }

  private double share(String type, int kinds) {
    return (types.getOrDefault(type, 0L) + 0.5) / (entities() + 0.5 * kinds);
  }
}
