package dev.tidemark.training;

import dev.tidemark.model.LabelSet;
import dev.tidemark.training.data.LabelledSentence;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/** The labels that data calls for. */
public final class LabelInventory {

  private LabelInventory() {}

  /**
   * {@code O} first, then {@code B-X, I-X} by type, both even where only one occurs; labels without
   * such a prefix (part-of-speech tags) in alphabetical order.
   */
  public static LabelSet of(Collection<List<LabelledSentence>> sets) {
    TreeSet<String> types = new TreeSet<>();
    TreeSet<String> plain = new TreeSet<>();
    for (List<LabelledSentence> set : sets) {
      for (LabelledSentence sentence : set) {
        for (String label : sentence.labels()) {
          if (label.startsWith("B-") || label.startsWith("I-")) {
            types.add(label.substring(2));
          } else {
            plain.add(label);
          }
        }
      }
    }
    List<String> names = new ArrayList<>();
    if (!types.isEmpty() || plain.contains("O")) {
      names.add("O");
      plain.remove("O");
    }
    for (String type : types) {
      names.add("B-" + type);
      names.add("I-" + type);
    }
    names.addAll(plain);
    return new LabelSet(names);
  }
}
