package dev.tidemark.app.settings;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Bearer tokens as they are written: entries with commas or line ends between them, each {@code
 * TOKEN}, {@code NAME:TOKEN} or {@code file:PATH}; a line that begins with {@code #} says nothing.
 *
 * @param tokens those that stand there
 * @param files those that are named, which hold more in the same form
 * @param problems what is neither, by its number and without its text
 */
public record TokenList(List<Entry> tokens, List<String> files, List<String> problems) {

  /** How a token must look, to end the sentence "must be …". */
  static final String ALLOWED =
      "TOKEN, NAME:TOKEN or file:PATH, or several with commas between them; a token has 16 to 512"
          + " letters, digits or any of -._~+/=";

  private static final String FILE = "file:";
  private static final String TOKEN = "[A-Za-z0-9._~+/=-]{16,512}";
  private static final String NAME = "[^\\p{Cntrl}:,#]{1,64}";

  /**
   * A token.
   *
   * @param name whose it is; null for whoever has it
   */
  public record Entry(@Nullable String name, String token) {

    @Override
    public String toString() {
      return name == null ? "a token" : "a token of " + name;
    }
  }

  public TokenList {
    tokens = List.copyOf(tokens);
    files = List.copyOf(files);
    problems = List.copyOf(problems);
  }

  /** Whether there is something, and nothing else. */
  boolean isSound() {
    return problems.isEmpty() && !(tokens.isEmpty() && files.isEmpty());
  }

  /** What a setting, or a file that it names, holds. */
  public static TokenList parse(String text) {
    List<Entry> tokens = new ArrayList<>();
    List<String> files = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    int number = 0;
    for (String line : text.lines().toList()) {
      if (line.stripLeading().startsWith("#")) {
        continue;
      }
      for (String part : line.split(",", -1)) {
        String entry = part.strip();
        int colon = entry.indexOf(':');
        String name = colon < 0 ? null : entry.substring(0, colon).strip();
        String token = entry.substring(colon + 1).strip();
        if (entry.isEmpty()) {
          continue;
        }
        number++;
        if (entry.startsWith(FILE)) {
          files.add(entry.substring(FILE.length()).strip());
        } else if (token.matches(TOKEN) && (name == null || name.matches(NAME))) {
          tokens.add(new Entry(name, token));
        } else {
          problems.add("entry %d is no token".formatted(number));
        }
      }
    }
    return new TokenList(tokens, files, problems);
  }
}
