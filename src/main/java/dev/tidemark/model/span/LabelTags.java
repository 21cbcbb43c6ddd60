package dev.tidemark.model.span;

import dev.tidemark.model.LabelScheme;
import dev.tidemark.model.LabelSet;
import java.util.function.BiPredicate;
import java.util.function.UnaryOperator;

/**
 * What the names of labels say about entities, worked out once per label because decoding asks for
 * it per token.
 */
final class LabelTags {

  /** What an entity is called whose labels name no type, as in seqeval. */
  private static final String UNTYPED = "_";

  private final boolean[][] continues;
  private final String[] types;

  private LabelTags(
      LabelSet labels, BiPredicate<String, String> continues, UnaryOperator<String> type) {
    int n = labels.size();
    this.continues = new boolean[n][n];
    this.types = new String[n];
    for (int label = 0; label < n; label++) {
      types[label] = type.apply(labels.name(label));
      for (int before = 0; before < n; before++) {
        this.continues[before][label] = continues.test(labels.name(before), labels.name(label));
      }
    }
  }

  /**
   * As the Hugging Face pipeline reads them, which knows {@code B-} and {@code I-} only. Two rules
   * differ there and therefore here: neighbours are <em>compared</em> by {@code get_tag} (the name
   * without {@code B-} or {@code I-}, else the whole name), while the entity is <em>called</em>
   * what follows the first dash ({@code group_sub_entities}); they agree unless a name without such
   * a prefix holds a dash.
   */
  static LabelTags ofPipeline(LabelSet labels) {
    return new LabelTags(
        labels,
        (before, label) ->
            !label.startsWith("B-") && pipelineTag(before).equals(pipelineTag(label)),
        label -> label.substring(label.indexOf('-') + 1));
  }

  /** As their scheme means them. */
  static LabelTags ofScheme(LabelSet labels, LabelScheme scheme) {
    return new LabelTags(
        labels,
        (before, label) ->
            scheme.continues(before, label)
                || (before.equals(LabelScheme.OUTSIDE) && label.equals(LabelScheme.OUTSIDE)),
        label -> {
          String type = LabelScheme.typeOf(label);
          return label.equals(LabelScheme.OUTSIDE) ? label : type.isEmpty() ? UNTYPED : type;
        });
  }

  /** As tags of words, none of which continues another. */
  static LabelTags ofWords(LabelSet labels) {
    return new LabelTags(labels, (before, label) -> false, label -> label);
  }

  /** Whether this label continues the entity that the label before it belongs to. */
  boolean continues(int before, int label) {
    return continues[before][label];
  }

  /** Whether an entity that starts with this label is none. */
  boolean isOutside(int label) {
    return types[label].equals(LabelScheme.OUTSIDE);
  }

  String type(int label) {
    return types[label];
  }

  private static String pipelineTag(String name) {
    return name.startsWith("B-") || name.startsWith("I-") ? name.substring(2) : name;
  }
}
