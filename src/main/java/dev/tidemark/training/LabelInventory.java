package dev.tidemark.training;

import dev.tidemark.model.LabelScheme;
import dev.tidemark.model.LabelSet;
import dev.tidemark.training.data.DataFileException;
import dev.tidemark.training.data.LabelledSentence;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** The labels that data calls for. */
public final class LabelInventory {

  private LabelInventory() {}

  /**
   * {@code O} first, then all labels of the scheme by type ({@code B-X, I-X} for BIO), even those
   * that do not occur; labels without scheme (part-of-speech tags) in alphabetical order.
   *
   * @throws DataFileException when some sets are labelled in another scheme than others: a model
   *     cannot learn both, and the same letter means different things
   */
  public static LabelSet of(Collection<List<LabelledSentence>> sets) {
    TreeSet<String> all = new TreeSet<>();
    Set<LabelScheme> schemes = new TreeSet<>();
    for (List<LabelledSentence> set : sets) {
      TreeSet<String> labels = new TreeSet<>();
      set.forEach(sentence -> labels.addAll(sentence.labels()));
      all.addAll(labels);
      if (labels.stream().anyMatch(label -> !label.equals(LabelScheme.OUTSIDE))) {
        LabelScheme scheme = LabelScheme.of(labels);
        schemes.add(scheme == LabelScheme.IOB1 ? LabelScheme.BIO : scheme);
      }
    }
    if (schemes.size() > 1) {
      throw new DataFileException(
          "the training files are labelled in different schemes, %s: convert them to one"
              .formatted(schemes));
    }
    return schemes.contains(LabelScheme.NONE) ? plain(all) : complete(all);
  }

  private static LabelSet plain(SortedSet<String> labels) {
    List<String> names = new ArrayList<>();
    if (labels.remove(LabelScheme.OUTSIDE)) {
      names.add(LabelScheme.OUTSIDE);
    }
    names.addAll(labels);
    return new LabelSet(names);
  }

  private static LabelSet complete(SortedSet<String> labels) {
    if (labels.isEmpty()) {
      return new LabelSet(List.of()); // which says what is wrong with that
    }
    LabelScheme scheme = LabelScheme.of(labels);
    labels.remove(LabelScheme.OUTSIDE);
    List<String> names = new ArrayList<>();
    names.add(LabelScheme.OUTSIDE);
    TreeSet<String> types = new TreeSet<>();
    labels.forEach(label -> types.add(LabelScheme.typeOf(label)));
    types.forEach(type -> names.addAll(scheme.labelsOf(type)));
    return new LabelSet(names);
  }
}
