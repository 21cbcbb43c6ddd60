package dev.tidemark.training.metrics;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Entities as CoNLL's {@code conlleval} script and seqeval's default mode ({@code get_entities})
 * read them: whatever the scheme, a chunk is kept even where its labels break the rules, so that
 * {@code I-PER} after {@code O} starts an entity. Prefixes are B, I, E, S; {@code L-} and {@code
 * U-} (BILOU) count as unknown letters, which only a change of type separates.
 */
final class ConllevalChunks {

  private ConllevalChunks() {}

  static Set<Chunk> of(List<List<String>> sentences) {
    Set<Chunk> chunks = new HashSet<>();
    char previousPrefix = 'O';
    String previousType = "";
    int begin = 0;
    int position = 0;
    // One run over all sentences, as in seqeval: state is carried over the O between two of them.
    for (List<String> sentence : sentences) {
      for (int i = 0; i < Chunk.width(sentence); i++, position++) {
        String label = i < sentence.size() ? sentence.get(i) : "O";
        char prefix = label.charAt(0);
        String type = typeOf(label);
        boolean sameType = type.equals(previousType);
        if (ends(previousPrefix, prefix, sameType)) {
          chunks.add(new Chunk(previousType, begin, position));
        }
        if (starts(previousPrefix, prefix, sameType)) {
          begin = position;
        }
        previousPrefix = prefix;
        previousType = type;
      }
    }
    return chunks;
  }

  /**
   * What follows the first dash: {@code PER-X} of {@code B-PER-X}; without a dash, all but the
   * first letter.
   */
  static String typeOf(String label) {
    int dash = label.indexOf('-', 1);
    String type = label.substring(dash < 0 ? 1 : dash + 1);
    return type.isEmpty() ? Chunk.UNTYPED : type;
  }

  private static boolean ends(char previous, char current, boolean sameType) {
    return oneOf("ES", previous)
        || (oneOf("BI", previous) && oneOf("BSO", current))
        || (!oneOf("O.", previous) && !sameType);
  }

  private static boolean starts(char previous, char current, boolean sameType) {
    return oneOf("BS", current)
        || (oneOf("ESO", previous) && oneOf("EI", current))
        || (!oneOf("O.", current) && !sameType);
  }

  private static boolean oneOf(String letters, char letter) {
    return letters.indexOf(letter) >= 0;
  }
}
