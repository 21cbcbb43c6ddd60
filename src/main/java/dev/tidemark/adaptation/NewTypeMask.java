package dev.tidemark.adaptation;

import dev.tidemark.model.LabelScheme;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Words of which a golden set can say nothing: it was labelled before there were certain types, so
 * where a candidate sees one of these, neither it nor the incumbent is right or wrong. A golden
 * entity that is touched goes as a whole.
 */
final class NewTypeMask {

  private final List<boolean[]> hidden = new ArrayList<>();
  private final SortedMap<String, Integer> taken = new TreeMap<>();

  /**
   * @param newTypes that the references do not know
   * @param references of the golden set
   * @param said by the candidate
   */
  NewTypeMask(Set<String> newTypes, List<List<String>> references, List<List<String>> said) {
    for (int i = 0; i < references.size(); i++) {
      hidden.add(hidden(newTypes, references.get(i), said.get(i)));
    }
  }

  private boolean[] hidden(Set<String> newTypes, List<String> reference, List<String> said) {
    boolean[] hide = new boolean[reference.size()];
    for (int word = 0; word < hide.length; word++) {
      hide[word] = newTypes.contains(type(said.get(word)));
    }
    for (int from = 0, to; from < hide.length; from = to) {
      to = from + 1;
      while (to < hide.length && goesOn(reference.get(to - 1), reference.get(to))) {
        to++;
      }
      boolean touched = false;
      for (int word = from; word < to; word++) {
        touched |= hide[word];
      }
      for (int word = from; word < to; word++) {
        hide[word] = touched;
      }
      String type = type(reference.get(from));
      if (touched && !type.isEmpty()) {
        taken.merge(type, 1, Integer::sum);
      }
    }
    return hide;
  }

  private static boolean goesOn(String before, String label) {
    return !label.equals(LabelScheme.OUTSIDE)
        && !label.startsWith("B-")
        && type(label).equals(type(before));
  }

  private static String type(String label) {
    return label.equals(LabelScheme.OUTSIDE) ? "" : LabelScheme.typeOf(label);
  }

  /** How many of the references' entities of each type cannot be judged for it. */
  SortedMap<String, Integer> taken() {
    return Collections.unmodifiableSortedMap(taken);
  }

  /** The same labels without those words. */
  List<List<String>> apply(List<List<String>> sentences) {
    List<List<String>> left = new ArrayList<>();
    for (int i = 0; i < sentences.size(); i++) {
      List<String> labels = new ArrayList<>(sentences.get(i));
      for (int word = 0; word < labels.size(); word++) {
        if (hidden.get(i)[word]) {
          labels.set(word, LabelScheme.OUTSIDE);
        }
      }
      left.add(labels);
    }
    return left;
  }
}
