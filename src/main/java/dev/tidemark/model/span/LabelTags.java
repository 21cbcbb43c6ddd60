package dev.tidemark.model.span;

import dev.tidemark.model.LabelSet;
import java.util.HashMap;
import java.util.Map;

/**
 * What the Hugging Face pipeline reads from the names of labels, worked out once per label because
 * decoding asks for it per token. Two rules differ there and therefore here: neighbours are
 * <em>compared</em> by {@code get_tag} (the name without {@code B-} or {@code I-}, else the whole
 * name), while the entity is <em>called</em> what follows the first dash ({@code
 * group_sub_entities}); they agree unless a name without such a prefix holds a dash.
 */
final class LabelTags {

  private static final String OUTSIDE = "O";

  private final boolean[] begins;
  private final int[] tags;
  private final String[] types;

  LabelTags(LabelSet labels) {
    begins = new boolean[labels.size()];
    tags = new int[labels.size()];
    types = new String[labels.size()];
    Map<String, Integer> numbers = new HashMap<>();
    for (int label = 0; label < labels.size(); label++) {
      String name = labels.name(label);
      begins[label] = name.startsWith("B-");
      String tag = begins[label] || name.startsWith("I-") ? name.substring(2) : name;
      tags[label] = numbers.computeIfAbsent(tag, t -> numbers.size());
      types[label] = name.substring(name.indexOf('-') + 1);
    }
  }

  /** Whether this label continues an entity whose label before it was {@code previous}. */
  boolean continues(int previous, int label) {
    return !begins[label] && tags[label] == tags[previous];
  }

  /** Whether an entity that starts with this label is none. */
  boolean isOutside(int label) {
    return types[label].equals(OUTSIDE);
  }

  String type(int label) {
    return types[label];
  }
}
