package dev.tidemark.training.metrics;

import dev.tidemark.model.LabelScheme;
import dev.tidemark.model.LabelSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Scores predicted labels as their scheme asks for.
 *
 * <ul>
 *   <li>Labels of one and the same scheme go to seqeval as they are; BILOU under the names of
 *       BIOES, which seqeval's default mode knows.
 *   <li>Where data and model differ, both become BIO first. The accuracy then is that of the BIO
 *       labels.
 *   <li>{@link LabelScheme#NONE} on both sides: each word's tag by itself, see {@link PlainTags}.
 * </ul>
 *
 * @param references scheme of the data
 * @param predictions scheme of the model
 * @param strict whether entities whose labels break their scheme's rules are none, as in seqeval's
 *     strict mode; else broken sequences are mended as in its default mode. Without meaning for
 *     tags of words
 */
public record LabelScoring(LabelScheme references, LabelScheme predictions, boolean strict) {

  /**
   * @throws IllegalArgumentException when only one of the two is {@link LabelScheme#NONE}
   */
  public LabelScoring {
    if ((references == LabelScheme.NONE) != (predictions == LabelScheme.NONE)) {
      throw new IllegalArgumentException(
          "the data's label scheme is %s, the model's %s: tags of words and entities cannot be compared"
              .formatted(references, predictions));
    }
  }

  /** For data that has the model's labels, in seqeval's default mode: in training. */
  public static LabelScoring of(LabelSet labels) {
    LabelScheme scheme = LabelScheme.of(labels.names());
    return new LabelScoring(scheme, scheme, false);
  }

  /** Scores all types. */
  public SeqevalReport score(List<List<String>> expected, List<List<String>> found) {
    return score(expected, found, Set.of());
  }

  /**
   * Scores.
   *
   * @param types entity types (or tags) that count, others being as good as {@code O}; empty for
   *     all
   * @throws IllegalArgumentException when the two do not have the same sentences, or, in strict
   *     mode, a label is not of its scheme
   */
  public SeqevalReport score(
      List<List<String>> expected, List<List<String>> found, Set<String> types) {
    if (references == LabelScheme.NONE) {
      return PlainTags.score(expected, found, types);
    }
    boolean alike = references == predictions;
    List<List<String>> wanted = alike ? expected : inBio(expected, references);
    List<List<String>> got = alike ? found : inBio(found, predictions);
    LabelScheme scheme = alike ? references : LabelScheme.BIO;
    if (!types.isEmpty()) {
      wanted = Seqeval.restrictTo(types, wanted);
      got = Seqeval.restrictTo(types, got);
    }
    if (strict) {
      return Seqeval.scoreStrict(wanted, got, tagScheme(scheme));
    }
    if (scheme == LabelScheme.BILOU) {
      wanted = wanted.stream().map(LabelConversion::bilouAsBioes).toList();
      got = got.stream().map(LabelConversion::bilouAsBioes).toList();
    }
    return Seqeval.score(wanted, got);
  }

  private List<List<String>> inBio(List<List<String>> sentences, LabelScheme from) {
    if (!strict) {
      return sentences.stream()
          .map(labels -> LabelConversion.convert(labels, from, LabelScheme.BIO))
          .toList();
    }
    return IntStream.range(0, sentences.size())
        .mapToObj(
            i ->
                LabelConversion.convertStrictly(sentences.get(i), tagScheme(from), LabelScheme.BIO))
        .toList();
  }

  private static TagScheme tagScheme(LabelScheme scheme) {
    return switch (scheme) {
      case BIO -> TagScheme.IOB2;
      case IOB1 -> TagScheme.IOB1;
      case IOE1 -> TagScheme.IOE1;
      case IOE2 -> TagScheme.IOE2;
      case BIOES -> TagScheme.IOBES;
      case BILOU -> TagScheme.BILOU;
      case NONE -> throw new IllegalStateException("tags of words have no strict reading");
    };
  }
}
