package dev.tidemark.training.data;

import dev.tidemark.model.LabelScheme;
import dev.tidemark.training.metrics.LabelConversion;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads labelled words from files of any {@link DataFormat} and {@link LabelScheme}.
 *
 * <p>IOB1 and IOE1 leave here as BIO and IOE2. Their labels have the same names, so that a model
 * trained on them could not tell whoever serves it how to read what it says; and they rest on what
 * stands next to an entity, which changes where sentences are joined. The entities are the same.
 *
 * @param format of the files
 * @param column of the labels in CoNLL columns, from 1 or, counted from the last, from -1; null for
 *     the last
 * @param wordColumn of the words, likewise
 * @param scheme of the labels; null to find out by {@link LabelScheme#ofSequences}. Spans, which
 *     have no labels yet, get those of this scheme, or BIO
 * @param labelNames what integer tags in JSON stand for; empty when there should be none
 */
public record LabelledDataReader(
    DataFormat format,
    @Nullable Integer column,
    int wordColumn,
    @Nullable LabelScheme scheme,
    List<String> labelNames) {

  /** Everything found out by itself. */
  public static final LabelledDataReader AUTO =
      new LabelledDataReader(DataFormat.AUTO, null, 1, null, List.of());

  private static final int LAST = -1;

  /**
   * @throws IllegalArgumentException when columns are named that cannot be
   */
  public LabelledDataReader {
    labelNames = List.copyOf(labelNames);
    if (wordColumn == 0 || (column != null && column == 0)) {
      throw new IllegalArgumentException(
          "columns count from 1, or from -1 for the last; there is no column 0");
    }
    if (column != null && column == wordColumn) {
      throw new IllegalArgumentException(
          "words and labels cannot both be in column %d".formatted(wordColumn));
    }
    if (column != null && (format == DataFormat.TSV || format == DataFormat.JSONL)) {
      throw new IllegalArgumentException("%s files have no columns to choose".formatted(format));
    }
  }

  /**
   * The sentences of a file.
   *
   * @throws DataFileException naming the file, the place and what is wrong there
   */
  public List<LabelledSentence> read(Path file) throws IOException {
    List<LabelledSentence> sentences =
        switch (formatOf(file)) {
          case JSONL ->
              JsonLinesFile.read(file, scheme == null ? LabelScheme.BIO : scheme, labelNames);
          case CONLL -> ConllFile.read(file, wordColumn, column == null ? LAST : column);
          case TSV, AUTO -> TwoColumnFile.read(file);
        };
    LabelScheme written = scheme == null ? schemeOf(sentences) : scheme;
    requireOwn(file, sentences, written);
    return switch (written) {
      case IOB1 -> converted(sentences, written, LabelScheme.BIO);
      case IOE1 -> converted(sentences, written, LabelScheme.IOE2);
      default -> sentences;
    };
  }

  /**
   * The scheme of sentences that were read: never IOB1 or IOE1, unless they were read otherwise.
   */
  public static LabelScheme schemeOf(Collection<LabelledSentence> sentences) {
    return LabelScheme.ofSequences(sentences.stream().map(LabelledSentence::labels).toList());
  }

  private DataFormat formatOf(Path file) {
    if (format != DataFormat.AUTO) {
      return format;
    }
    String name = file.toString().toLowerCase(Locale.ROOT);
    if (name.endsWith(".jsonl") || name.endsWith(".jsonl.gz")) {
      return DataFormat.JSONL;
    }
    return column == null ? DataFormat.TSV : DataFormat.CONLL;
  }

  private static void requireOwn(Path file, List<LabelledSentence> sentences, LabelScheme scheme) {
    for (int i = 0; i < sentences.size(); i++) {
      for (String label : sentences.get(i).labels()) {
        if (!scheme.owns(label)) {
          throw new DataFileException(
              "%s, sentence %d: '%s' is no label of the scheme %s; leave the scheme out to have it found"
                  .formatted(file, i + 1, label, scheme));
        }
      }
    }
  }

  private static List<LabelledSentence> converted(
      List<LabelledSentence> sentences, LabelScheme from, LabelScheme to) {
    return sentences.stream()
        .map(
            sentence ->
                new LabelledSentence(
                    sentence.words(), LabelConversion.convert(sentence.labels(), from, to)))
        .toList();
  }
}
