package dev.tidemark.training.metrics;

import dev.tidemark.model.LabelScheme;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * The same entities in the labels of another scheme. Broken sequences are read as CoNLL's {@code
 * conlleval} script and seqeval's default mode read them, so that converting never changes what
 * {@link Seqeval#score} finds.
 */
public final class LabelConversion {

  private LabelConversion() {}

  /**
   * Converts one sentence.
   *
   * @param labels of the scheme {@code from}
   * @throws IllegalArgumentException when either scheme is {@link LabelScheme#NONE}, which has no
   *     entities
   */
  public static List<String> convert(List<String> labels, LabelScheme from, LabelScheme to) {
    if (from == LabelScheme.NONE || to == LabelScheme.NONE) {
      throw new IllegalArgumentException(
          "%s to %s: tags of words mark no entities".formatted(from, to));
    }
    if (from == to) {
      return labels;
    }
    List<String> readable = from == LabelScheme.BILOU ? bilouAsBioes(labels) : labels;
    return write(ConllevalChunks.of(List.of(readable)), labels.size(), to);
  }

  /** As {@link #convert}, by the strict reading: what breaks the rules is no entity. */
  static List<String> convertStrictly(List<String> labels, TagScheme from, LabelScheme to) {
    return write(StrictChunks.of(List.of(labels), from), labels.size(), to);
  }

  /** Another letter for the same thing: {@code L-} is {@code E-}, {@code U-} is {@code S-}. */
  static List<String> bilouAsBioes(List<String> labels) {
    return labels.stream()
        .map(
            label ->
                switch (label.charAt(0)) {
                  case 'L' -> "E" + label.substring(1);
                  case 'U' -> "S" + label.substring(1);
                  default -> label;
                })
        .toList();
  }

  private static List<String> write(Collection<Chunk> chunks, int length, LabelScheme scheme) {
    List<Chunk> ordered = new ArrayList<>(chunks);
    ordered.sort(Comparator.comparingInt(Chunk::start));
    String[] labels = new String[length];
    Arrays.fill(labels, LabelScheme.OUTSIDE);
    for (int i = 0; i < ordered.size(); i++) {
      Chunk chunk = ordered.get(i);
      boolean after = i > 0 && touch(ordered.get(i - 1), chunk);
      boolean before = i + 1 < ordered.size() && touch(chunk, ordered.get(i + 1));
      String type = chunk.type().equals(Chunk.UNTYPED) ? "" : chunk.type();
      for (int word = chunk.start(); word < chunk.end(); word++) {
        labels[word] =
            scheme.label(type, word == chunk.start(), word == chunk.end() - 1, after, before);
      }
    }
    return List.of(labels);
  }

  private static boolean touch(Chunk left, Chunk right) {
    return left.end() == right.start() && left.type().equals(right.type());
  }
}
