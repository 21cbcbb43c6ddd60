package dev.tidemark.training.metrics;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Entities as seqeval's strict mode reads them: only what the scheme fully spells out counts, so
 * that in IOB2 an {@code I-PER} after {@code O} is no entity.
 */
final class StrictChunks {

  private StrictChunks() {}

  /**
   * @throws IllegalArgumentException when a label begins with a letter the scheme does not have
   */
  static Set<Chunk> of(List<List<String>> sentences, TagScheme scheme) {
    Set<Chunk> chunks = new HashSet<>();
    int offset = 0;
    for (int i = 0; i < sentences.size(); i++) {
      addChunks(sentences.get(i), i, offset, scheme, chunks);
      offset += Chunk.width(sentences.get(i));
    }
    return chunks;
  }

  private static void addChunks(
      List<String> sentence, int number, int offset, TagScheme scheme, Set<Chunk> chunks) {
    // An O on either side, so that every label has two neighbours; label i stands at i + 1.
    int n = sentence.size();
    char[] prefixes = new char[n + 2];
    String[] types = new String[n + 2];
    prefixes[0] = prefixes[n + 1] = 'O';
    types[0] = types[n + 1] = Chunk.UNTYPED;
    for (int i = 1; i <= n; i++) {
      String label = sentence.get(i - 1);
      prefixes[i] = label.charAt(0);
      types[i] = typeOf(label);
      if (scheme.prefixes().indexOf(prefixes[i]) < 0) {
        throw new IllegalArgumentException(
            "sentence %d, token %d: label %s is not %s, whose labels begin with one of %s"
                .formatted(number, i - 1, label, scheme, scheme.prefixes()));
      }
    }

    int i = 1;
    while (i <= n) {
      if (!scheme.starts(prefixes[i - 1], prefixes[i], types[i - 1].equals(types[i]))) {
        i++;
        continue;
      }
      // No scheme continues an entity with O, so the O at n + 1 stops this loop.
      int end = i + 1;
      while (scheme.continues(
          prefixes[end - 1], prefixes[end], types[end - 1].equals(types[end]))) {
        end++;
      }
      if (scheme.ends(prefixes[end - 1], prefixes[end], types[end - 1].equals(types[end]))) {
        chunks.add(new Chunk(types[i], offset + i - 1, offset + end - 1));
      }
      i = end;
    }
  }

  /** Unlike the default mode, dashes at either end are no part of the type. */
  private static String typeOf(String label) {
    int start = 1;
    int end = label.length();
    while (start < end && label.charAt(start) == '-') {
      start++;
    }
    while (end > start && label.charAt(end - 1) == '-') {
      end--;
    }
    return start == end ? Chunk.UNTYPED : label.substring(start, end);
  }
}
