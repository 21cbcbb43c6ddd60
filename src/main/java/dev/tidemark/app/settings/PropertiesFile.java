package dev.tidemark.app.settings;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * A properties file that knows the line of each entry. {@link Properties} alone forgets lines, and
 * lets the second of two entries with the same name win in silence.
 *
 * @param problems what could not be read
 */
record PropertiesFile(Map<String, Entry> entries, List<String> problems) {

  /**
   * @param line the entry's first, from 1
   */
  record Entry(String value, int line) {}

  static PropertiesFile none() {
    return new PropertiesFile(Map.of(), List.of());
  }

  static PropertiesFile read(Path file) {
    try {
      return parse(Files.readAllLines(file), file.toString());
    } catch (NoSuchFileException e) {
      return unreadable("there is no configuration file " + file);
    } catch (CharacterCodingException e) {
      return unreadable("the configuration file " + file + " is not in UTF-8");
    } catch (IOException e) {
      return unreadable("the configuration file " + file + " cannot be read: " + e.getMessage());
    }
  }

  private static PropertiesFile unreadable(String problem) {
    return new PropertiesFile(Map.of(), List.of(problem));
  }

  private static PropertiesFile parse(List<String> lines, String file) throws IOException {
    Map<String, Entry> entries = new LinkedHashMap<>();
    List<String> problems = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      // 1. An entry goes on in the next line as long as its line ends in a backslash.
      int first = i;
      StringBuilder entry = new StringBuilder(lines.get(i));
      while (!isComment(lines.get(first)) && isContinued(lines.get(i)) && i + 1 < lines.size()) {
        entry.append('\n').append(lines.get(++i));
      }
      // 2. What it says is for the JDK to decide: escapes, separators, comments.
      Properties one = new Properties();
      try {
        one.load(new StringReader(entry.toString()));
      } catch (IllegalArgumentException e) {
        problems.add("%s:%d cannot be read: malformed \\u escape".formatted(file, first + 1));
      }
      // 3. None (blank, comment) or one.
      for (String name : one.stringPropertyNames()) {
        Entry former = entries.put(name, new Entry(one.getProperty(name), first + 1));
        if (former != null) {
          problems.add(
              "%s stands twice (%s:%d and %d); keep one"
                  .formatted(name, file, former.line(), first + 1));
        }
      }
    }
    return new PropertiesFile(entries, problems);
  }

  private static boolean isComment(String line) {
    String text = line.stripLeading();
    return text.startsWith("#") || text.startsWith("!");
  }

  private static boolean isContinued(String line) {
    int backslashes = 0;
    while (backslashes < line.length() && line.charAt(line.length() - 1 - backslashes) == '\\') {
      backslashes++;
    }
    return backslashes % 2 == 1;
  }

  /** Never the values, which may be secrets. */
  @Override
  public String toString() {
    return "properties file with " + entries.keySet();
  }
}
