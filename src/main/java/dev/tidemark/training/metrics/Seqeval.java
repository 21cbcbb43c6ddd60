package dev.tidemark.training.metrics;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/**
 * Entity-level precision, recall and F1: an entity is right only when its type, its start and its
 * end all are. The numbers are those of the Python package seqeval 1.x (Nakayama 2018, {@code
 * github.com/chakki-works/seqeval}) with {@code zero_division=0}, so that they can be compared with
 * published ones.
 */
public final class Seqeval {

  private Seqeval() {}

  /**
   * The default mode, which repairs broken label sequences as CoNLL's {@code conlleval} script
   * does. Use it to compare with published results. For BILOU labels use {@link #scoreStrict}: this
   * mode does not know the letters L and U.
   *
   * @throws IllegalArgumentException when the two do not have the same sentences
   */
  public static SeqevalReport score(List<List<String>> references, List<List<String>> predictions) {
    requireSameShape(references, predictions);
    return report(
        ConllevalChunks.of(references),
        ConllevalChunks.of(predictions),
        accuracy(references, predictions));
  }

  /**
   * The strict mode: an entity whose labels break the scheme's rules does not count.
   *
   * @throws IllegalArgumentException when the two do not have the same sentences, or a label does
   *     not belong to the scheme
   */
  static SeqevalReport scoreStrict(
      List<List<String>> references, List<List<String>> predictions, TagScheme scheme) {
    requireSameShape(references, predictions);
    return report(
        StrictChunks.of(references, scheme),
        StrictChunks.of(predictions, scheme),
        accuracy(references, predictions));
  }

  /** Entities of each sentence by itself, read as {@link #score} reads them. */
  public static List<EntityCounts> countsBySentence(
      List<List<String>> references, List<List<String>> predictions) {
    requireSameShape(references, predictions);
    List<EntityCounts> counts = new ArrayList<>();
    for (int i = 0; i < references.size(); i++) {
      Set<Chunk> actual = ConllevalChunks.of(List.of(references.get(i)));
      Set<Chunk> predicted = ConllevalChunks.of(List.of(predictions.get(i)));
      long correct = predicted.stream().filter(actual::contains).count();
      counts.add(new EntityCounts(correct, predicted.size(), actual.size()));
    }
    return counts;
  }

  /**
   * The same sentences with every label of another type replaced by {@code O}. To score some types
   * only, do this to references and predictions alike; the accuracy then is that of the new labels.
   */
  static List<List<String>> restrictTo(Set<String> types, List<List<String>> sentences) {
    return sentences.stream()
        .map(
            sentence ->
                sentence.stream()
                    .map(label -> types.contains(ConllevalChunks.typeOf(label)) ? label : "O")
                    .toList())
        .toList();
  }

  private static SeqevalReport report(Set<Chunk> actual, Set<Chunk> predicted, double accuracy) {
    Map<String, Counts> counts = new TreeMap<>();
    for (Chunk chunk : actual) {
      counts.computeIfAbsent(chunk.type(), type -> new Counts()).actual++;
    }
    for (Chunk chunk : predicted) {
      Counts ofType = counts.computeIfAbsent(chunk.type(), type -> new Counts());
      ofType.predicted++;
      if (actual.contains(chunk)) {
        ofType.correct++;
      }
    }
    Counts all = new Counts();
    Map<String, TypeScore> types = new TreeMap<>();
    counts.forEach(
        (type, ofType) -> {
          types.put(type, ofType.score());
          all.add(ofType);
        });
    TypeScore micro = all.score();
    return new SeqevalReport(
        types, micro, macro(types.values()), weighted(types.values(), micro.support()), accuracy);
  }

  private static TypeScore macro(Collection<TypeScore> scores) {
    long support = scores.stream().mapToLong(TypeScore::support).sum();
    return new TypeScore(
        mean(scores, TypeScore::precision),
        mean(scores, TypeScore::recall),
        mean(scores, TypeScore::f1),
        support);
  }

  private static double mean(Collection<TypeScore> scores, ToDoubleFunction<TypeScore> number) {
    return scores.stream().mapToDouble(number).average().orElse(Double.NaN);
  }

  private static TypeScore weighted(Collection<TypeScore> scores, long support) {
    return new TypeScore(
        weightedMean(scores, TypeScore::precision, support),
        weightedMean(scores, TypeScore::recall, support),
        weightedMean(scores, TypeScore::f1, support),
        support);
  }

  private static double weightedMean(
      Collection<TypeScore> scores, ToDoubleFunction<TypeScore> number, long support) {
    double sum =
        scores.stream().mapToDouble(score -> number.applyAsDouble(score) * score.support()).sum();
    return support == 0 ? 0 : sum / support;
  }

  private static double accuracy(List<List<String>> references, List<List<String>> predictions) {
    long equal = 0;
    long all = 0;
    for (int i = 0; i < references.size(); i++) {
      for (int j = 0; j < references.get(i).size(); j++) {
        if (references.get(i).get(j).equals(predictions.get(i).get(j))) {
          equal++;
        }
        all++;
      }
    }
    return all == 0 ? 0 : (double) equal / all;
  }

  private static void requireSameShape(
      List<List<String>> references, List<List<String>> predictions) {
    if (references.size() != predictions.size()) {
      throw new IllegalArgumentException(
          "%d sentences of references, %d of predictions"
              .formatted(references.size(), predictions.size()));
    }
    for (int i = 0; i < references.size(); i++) {
      int expected = references.get(i).size();
      int got = predictions.get(i).size();
      if (expected != got) {
        throw new IllegalArgumentException(
            "sentence %d: %d reference labels, %d predicted".formatted(i, expected, got));
      }
      requireLabels(references.get(i), i);
      requireLabels(predictions.get(i), i);
    }
  }

  private static void requireLabels(List<String> sentence, int number) {
    int empty = sentence.indexOf("");
    if (empty >= 0) {
      throw new IllegalArgumentException(
          "sentence %d, token %d: the label is empty".formatted(number, empty));
    }
  }

  private static final class Counts {
    private long correct;
    private long predicted;
    private long actual;

    void add(Counts other) {
      correct += other.correct;
      predicted += other.predicted;
      actual += other.actual;
    }

    TypeScore score() {
      return TypeScore.of(correct, predicted, actual);
    }
  }
}
