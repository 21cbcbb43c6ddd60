package dev.tidemark.training;

import dev.tidemark.model.LabelScheme;
import dev.tidemark.model.LabelSet;
import dev.tidemark.model.token.Tokenizer;
import dev.tidemark.model.token.Windows;
import dev.tidemark.model.token.WordTokens;
import dev.tidemark.training.data.DataFileException;
import dev.tidemark.training.data.LabelledSentence;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * From labels of words to labels of tokens: the first token of a word gets the word's label, later
 * ones its continuation (B- becomes I-), special tokens none. As in the Hugging Face course's
 * chapter on token classification.
 *
 * <p>Where nothing may go on after a label ({@code E-}, {@code S-}, {@code L-}, {@code U-}), the
 * later tokens are {@link LabelledBatch#IGNORED}: any label there would either break the scheme or
 * begin an entity that is none. They could only be told right by moving the end to a word's last
 * token, but a word is read by its first, in training, evaluation and service alike. Tags of words
 * (parts of speech) go to all tokens of the word.
 */
public final class LabelAlignment {

  private final Tokenizer tokenizer;
  private final Map<String, Integer> ids;
  private final int[] continuation;
  private final boolean measuring;
  private final int content;
  private final int overlap;

  /**
   * @param maxTokens longest row, special tokens included; longer sentences become windows
   */
  public LabelAlignment(Tokenizer tokenizer, LabelSet labels, int maxTokens) {
    this(tokenizer, labels, maxTokens, false);
  }

  /**
   * For measuring only: a label that the model does not know is let through (it will be counted as
   * missed), and has no part in a loss.
   */
  public static LabelAlignment forMeasuring(Tokenizer tokenizer, LabelSet labels, int maxTokens) {
    return new LabelAlignment(tokenizer, labels, maxTokens, true);
  }

  private LabelAlignment(Tokenizer tokenizer, LabelSet labels, int maxTokens, boolean measuring) {
    this.measuring = measuring;
    this.tokenizer = tokenizer;
    this.ids = labels.ids();
    this.continuation = continuations(labels);
    this.content = maxTokens - tokenizer.special().count();
    this.overlap = content / 4;
  }

  /**
   * The rows of a sentence, one unless it is longer than the model takes.
   *
   * @throws DataFileException when a label is not among the model's
   */
  List<Example> align(LabelledSentence sentence, int index, float weight) {
    WordTokens tokens = tokenizer.encodeWords(sentence.words());
    int[] labelIds = sentence.labels().stream().mapToInt(label -> id(label, sentence)).toArray();
    List<Example> rows = new ArrayList<>();
    for (Windows.Window window : Windows.cut(tokens.size(), content, overlap)) {
      rows.add(row(tokens, labelIds, window, index, weight));
    }
    return rows;
  }

  private Example row(
      WordTokens tokens, int[] wordLabels, Windows.Window window, int sentence, float weight) {
    int[] row = tokenizer.special().wrap(tokens.ids(), window.from(), window.to());
    int[] labels = new int[row.length];
    int[] words = new int[row.length];
    Arrays.fill(labels, LabelledBatch.IGNORED);
    Arrays.fill(words, -1);
    int before = tokenizer.special().before().length;
    for (int token = window.ownFrom(); token < window.ownTo(); token++) {
      int word = tokens.words()[token];
      boolean first = token == 0 || tokens.words()[token - 1] != word;
      int at = before + token - window.from();
      int label = wordLabels[word];
      labels[at] = first || label == LabelledBatch.IGNORED ? label : continuation[label];
      words[at] = first ? word : -1;
    }
    return new Example(row, labels, words, sentence, weight);
  }

  private int id(String label, LabelledSentence sentence) {
    Integer id = ids.get(label);
    if (id == null && measuring) {
      return LabelledBatch.IGNORED;
    }
    if (id == null) {
      throw new DataFileException(
          "label '%s' in the sentence \"%s\" is not one of the model's: %s"
              .formatted(
                  label,
                  String.join(" ", sentence.words()),
                  ids.keySet().stream().sorted().toList()));
    }
    return id;
  }

  private static int[] continuations(LabelSet labels) {
    Map<String, Integer> ids = labels.ids();
    LabelScheme scheme = LabelScheme.of(labels.names());
    return labels.names().stream()
        .mapToInt(label -> scheme.continuation(label).map(ids::get).orElse(LabelledBatch.IGNORED))
        .toArray();
  }
}
