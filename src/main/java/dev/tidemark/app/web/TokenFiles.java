package dev.tidemark.app.web;

import dev.tidemark.app.cli.UsageException;
import dev.tidemark.app.settings.Configuration;
import dev.tidemark.app.settings.HttpSettings;
import dev.tidemark.app.settings.Setting;
import dev.tidemark.app.settings.TokenList;
import dev.tidemark.ops.http.Bearer;
import dev.tidemark.ops.http.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The tokens of the settings and of the files that they name, read anew at each look.
 *
 * @param settings which do not change, unlike what stands in the files
 */
record TokenFiles(Configuration settings) {

  /** The lesser role first: a token that stands at two places is good for the lesser. */
  private static final Map<Role, Setting<String>> SETTINGS = new EnumMap<>(Role.class);

  static {
    SETTINGS.put(Role.READ, HttpSettings.TOKEN_READ);
    SETTINGS.put(Role.ANNOTATE, HttpSettings.TOKEN_ANNOTATE);
    SETTINGS.put(Role.OPERATE, HttpSettings.TOKEN_OPERATE);
  }

  /**
   * What is there now.
   *
   * @param bearers those whose tokens are right, no two with the same
   * @param problems what is wrong, by setting and file, without any token
   */
  record Found(List<Bearer> bearers, List<String> problems) {}

  /**
   * All of them, at the start.
   *
   * @throws UsageException when something is wrong with one
   */
  List<Bearer> require() {
    Found found = look();
    if (!found.problems().isEmpty()) {
      throw new UsageException(String.join("; ", found.problems()));
    }
    return found.bearers();
  }

  /** Whether something may change without a restart. */
  boolean areAny() {
    return SETTINGS.values().stream()
        .anyMatch(setting -> !TokenList.parse(settings.get(setting)).files().isEmpty());
  }

  /** Never fails: what cannot be read gives nobody a token. */
  Found look() {
    List<Bearer> bearers = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    SETTINGS.forEach(
        (role, setting) -> {
          for (TokenList.Entry entry : entries(setting, problems)) {
            Bearer bearer = Bearer.of(role, entry.name(), entry.token(), entry.until());
            if (seen.add(bearer.sha256())) {
              bearers.add(bearer);
            } else {
              problems.add(
                  "%s: %s stands there already, or for another role; each role and person needs their own"
                      .formatted(setting.name(), entry));
            }
          }
        });
    return new Found(List.copyOf(bearers), List.copyOf(problems));
  }

  private List<TokenList.Entry> entries(Setting<String> setting, List<String> problems) {
    TokenList given = TokenList.parse(settings.get(setting));
    List<TokenList.Entry> entries = new ArrayList<>(given.tokens());
    for (String file : given.files()) {
      try {
        TokenList held = TokenList.parse(Files.readString(Path.of(file)));
        entries.addAll(held.tokens());
        String where = "%s: %s: ".formatted(setting.name(), file);
        held.problems()
            .forEach(
                problem ->
                    problems.add(
                        where
                            + problem
                            + "; 16 to 512 letters, digits or any of -._~+/= are needed, as from: openssl rand -hex 32, with or without NAME: before and a last day after them (until 2027-01-31)"));
        held.files().forEach(inner -> problems.add(where + "a file names no other file"));
        if (held.tokens().isEmpty() && held.problems().isEmpty()) {
          problems.add(where + "the file is empty");
        }
      } catch (IOException | InvalidPathException e) {
        problems.add("%s: the file cannot be read (%s)".formatted(setting.name(), e.getMessage()));
      }
    }
    return entries;
  }
}
