package dev.tidemark.app.settings;

import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Bearer tokens as they are written: entries with commas or line ends between them, each {@code
 * TOKEN}, {@code NAME:TOKEN} or {@code file:PATH}; a line that begins with {@code #} says nothing.
 * After a token may stand its last day, {@code TOKEN until 2027-01-31}: no token holds a space, so
 * none can be taken for that.
 *
 * @param tokens those that stand there
 * @param files those that are named, which hold more in the same form
 * @param problems what is neither, by its number and without its text
 */
public record TokenList(List<Entry> tokens, List<String> files, List<String> problems) {

  /** How a token must look, to end the sentence "must be …". */
  static final String ALLOWED =
      "TOKEN, NAME:TOKEN or file:PATH, or several with commas between them; a token has 16 to 512"
          + " letters, digits or any of -._~+/=, and may be followed by: until YYYY-MM-DD";

  private static final String FILE = "file:";
  private static final String TOKEN = "[A-Za-z0-9._~+/=-]{16,512}";
  private static final Pattern LAST_DAY = Pattern.compile("(\\S+)\\s+until\\s+(\\S+)");
  private static final String NAME = "[^\\p{Cntrl}:,#]{1,64}";

  /**
   * A token.
   *
   * @param name whose it is; null for whoever has it
   * @param until the last day on which it is good, in UTC; null where it does not end
   */
  public record Entry(@Nullable String name, String token, @Nullable LocalDate until) {

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
        if (entry.isEmpty()) {
          continue;
        }
        number++;
        if (entry.startsWith(FILE)) {
          files.add(entry.substring(FILE.length()).strip());
          continue;
        }
        try {
          tokens.add(entry(entry));
        } catch (IllegalArgumentException e) {
          problems.add("entry %d %s".formatted(number, e.getMessage()));
        }
      }
    }
    return new TokenList(tokens, files, problems);
  }

  /**
   * One.
   *
   * @throws IllegalArgumentException with what is wrong, without the text
   */
  private static Entry entry(String text) {
    int colon = text.indexOf(':');
    String name = colon < 0 ? null : text.substring(0, colon).strip();
    String token = text.substring(colon + 1).strip();
    LocalDate until = null;
    Matcher ends = LAST_DAY.matcher(token);
    if (ends.matches()) {
      token = ends.group(1);
      try {
        until = LocalDate.parse(ends.group(2));
      } catch (DateTimeParseException e) {
        // Without the cause, which quotes what may be a token.
        throw new IllegalArgumentException("has no day such as 2027-01-31 after its 'until'");
      }
    }
    if (!token.matches(TOKEN) || (name != null && !name.matches(NAME))) {
      throw new IllegalArgumentException("is no token");
    }
    return new Entry(name, token, until);
  }
}
