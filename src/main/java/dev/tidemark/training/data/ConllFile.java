package dev.tidemark.training.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * One word a line in columns, a blank line between sentences: the files of the CoNLL shared tasks
 * (2003: word, part of speech, chunk, entity) and CoNLL-U. UTF-8; {@code .gz} is unpacked.
 *
 * <ul>
 *   <li>A file whose first line of columns holds a tab has columns parted by single tabs, and a
 *       word may hold spaces; else columns are parted by any white space.
 *   <li>A word whose text is {@code -DOCSTART-} marks a document and is no word: it ends the
 *       sentence before it.
 *   <li>Comments stand before the first word of a sentence, as CoNLL-U has it: in a file with tabs
 *       a line that begins with {@code #} and holds no tab, else one that begins with {@code #} and
 *       a space (or is nothing but that). Any other {@code #} is a word, as in {@code #Berlin
 *       B-LOC}.
 *   <li>Lines of CoNLL-U that are no words of the text as counted are passed over: multi-word
 *       tokens ({@code 3-4}), whose parts follow, and empty nodes ({@code 8.1}).
 *   <li>Every line has as many columns as the first: where one is missing, counting from either end
 *       would take another column for the label.
 * </ul>
 */
final class ConllFile {

  private static final String DOCUMENT_START = "-DOCSTART-";
  private static final int CONLL_U_COLUMNS = 10;
  private static final Pattern RANGE_OR_EMPTY_NODE = Pattern.compile("\\d+[-.]\\d+");
  private static final Pattern WHITE_SPACE = Pattern.compile("\\s+");

  private final Path file;
  private final int wordColumn;
  private final int labelColumn;
  private final SentenceCollector sentences = new SentenceCollector();
  private boolean tabs;
  private int width;

  private ConllFile(Path file, int wordColumn, int labelColumn) {
    this.file = file;
    this.wordColumn = wordColumn;
    this.labelColumn = labelColumn;
  }

  /**
   * Reads every sentence of a file.
   *
   * @param wordColumn from 1; from -1 counted from the last column
   * @param labelColumn likewise
   * @throws DataFileException when a line lacks a column, has more or fewer than those before, or
   *     the file holds no sentence
   */
  static List<LabelledSentence> read(Path file, int wordColumn, int labelColumn)
      throws IOException {
    return new ConllFile(file, wordColumn, labelColumn).read();
  }

  private List<LabelledSentence> read() throws IOException {
    List<String> lines = DataLines.of(file);
    tabs =
        lines.stream()
            .filter(line -> !line.isBlank())
            .filter(line -> !line.startsWith("#") || line.indexOf('\t') >= 0)
            .filter(line -> !line.startsWith(DOCUMENT_START))
            .findFirst()
            .map(line -> line.indexOf('\t') >= 0)
            .orElse(false);
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      if (line.isBlank()) {
        sentences.endSentence();
      } else if (!(sentences.atStart() && isComment(line))) {
        word(i + 1, line);
      }
    }
    return sentences.finish(file);
  }

  private boolean isComment(String line) {
    if (!line.startsWith("#")) {
      return false;
    }
    return tabs ? line.indexOf('\t') < 0 : line.strip().equals("#") || line.startsWith("# ");
  }

  private void word(int number, String line) {
    String[] columns = tabs ? line.split("\t", -1) : WHITE_SPACE.split(line.strip());
    if (Arrays.asList(columns).contains(DOCUMENT_START)) {
      sentences.endSentence();
      return;
    }
    if (width == 0) {
      width = columns.length;
    }
    if (columns.length != width) {
      throw DataLines.broken(
          file,
          number,
          "%d columns, but the lines before have %d: %s"
              .formatted(columns.length, width, DataLines.abbreviated(line)));
    }
    if (tabs && width == CONLL_U_COLUMNS && RANGE_OR_EMPTY_NODE.matcher(columns[0]).matches()) {
      return;
    }
    sentences.add(
        column(columns, wordColumn, "word", number), column(columns, labelColumn, "label", number));
  }

  private String column(String[] columns, int wanted, String what, int line) {
    int index = wanted > 0 ? wanted - 1 : columns.length + wanted;
    if (index < 0 || index >= columns.length) {
      throw DataLines.broken(
          file,
          line,
          "there is no column %d for the %s, only %d columns: %s"
              .formatted(
                  wanted,
                  what,
                  columns.length,
                  DataLines.abbreviated(String.join(tabs ? "\t" : " ", columns))));
    }
    String value = columns[index].strip();
    if (value.isEmpty()) {
      throw DataLines.broken(file, line, "column %d, the %s, is empty".formatted(wanted, what));
    }
    return value;
  }
}
