package dev.tidemark.inference;

import dev.tidemark.model.token.InputToken;
import dev.tidemark.model.token.MaskToken;
import dev.tidemark.model.token.Tokens;
import dev.tidemark.model.token.Vocabulary;
import dev.tidemark.model.token.Windows;
import dev.tidemark.text.FillOptions;
import dev.tidemark.text.MaskFill;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The masks of one text, and what its sender wants to know about them. */
final class TextMasks {

  /** Tokens of the text that are masks, ascending. */
  private final int[] masks;

  private final int topK;

  /** Vocabulary ids. */
  private final int[] targets;

  private final List<String> unknownTargets;
  private final boolean hasTargets;

  private TextMasks(int[] masks, FillOptions options, int usualTopK, Vocabulary vocabulary) {
    this.masks = masks;
    this.hasTargets = !options.targets().isEmpty();
    Set<Integer> known = new LinkedHashSet<>(); // two spellings may be one token
    List<String> unknown = new ArrayList<>();
    for (String target : options.targets()) {
      OptionalInt id = vocabulary.find(target);
      if (id.isPresent()) {
        known.add(id.getAsInt());
      } else {
        unknown.add(target);
      }
    }
    this.targets = known.stream().mapToInt(id -> id).toArray();
    this.unknownTargets = unknown;
    this.topK =
        options.topK() != FillOptions.UNSAID
            ? options.topK()
            : hasTargets ? Math.max(1, targets.length) : usualTopK;
  }

  /**
   * The masks of a text; null where it has none, which costs one look at each token.
   *
   * @param usualTopK candidates where the sender does not say how many
   */
  static @Nullable TextMasks of(
      Tokens tokens, MaskToken mask, FillOptions options, int usualTopK, Vocabulary vocabulary) {
    int[] ids = tokens.ids();
    int count = 0;
    for (int id : ids) {
      if (InputToken.id(id) == mask.id()) {
        count++;
      }
    }
    if (count == 0) {
      return null;
    }
    int[] masks =
        IntStream.range(0, ids.length).filter(i -> InputToken.id(ids[i]) == mask.id()).toArray();
    return new TextMasks(masks, options, usualTopK, vocabulary);
  }

  /**
   * What to ask about the masks that this window is believed about; null for nothing.
   *
   * @param before special tokens at the beginning of a row
   */
  MaskedRow.@Nullable Question question(Windows.Window window, int before) {
    if (hasTargets && targets.length == 0) {
      return null;
    }
    int[] at =
        IntStream.of(masks)
            .filter(mask -> mask >= window.ownFrom() && mask < window.ownTo())
            .map(mask -> before + mask - window.from())
            .toArray();
    return at.length == 0 ? null : new MaskedRow.Question(at, topK, targets);
  }

  /**
   * The answers in words.
   *
   * @param answers of all windows, in their order and so in that of the masks; none where nothing
   *     was asked
   */
  List<MaskFill> fills(
      String text, Tokens tokens, List<RankedWords> answers, Vocabulary vocabulary) {
    List<MaskFill> fills = new ArrayList<>(masks.length);
    for (int m = 0; m < masks.length; m++) {
      int start = tokens.starts()[masks[m]];
      int end = tokens.ends()[masks[m]];
      // Some tokenizers count the blanks around a mask as its own.
      while (start < end && Character.isWhitespace(text.charAt(start))) {
        start++;
      }
      while (end > start && Character.isWhitespace(text.charAt(end - 1))) {
        end--;
      }
      fills.add(
          new MaskFill(
              start,
              end,
              answers.isEmpty() ? List.of() : candidates(answers.get(m), vocabulary),
              unknownTargets));
    }
    return fills;
  }

  private static List<MaskFill.Candidate> candidates(RankedWords words, Vocabulary vocabulary) {
    List<MaskFill.Candidate> candidates = new ArrayList<>(words.words().length);
    for (int i = 0; i < words.words().length; i++) {
      candidates.add(
          new MaskFill.Candidate(vocabulary.text(words.words()[i]), words.probabilities()[i]));
    }
    return candidates;
  }
}
