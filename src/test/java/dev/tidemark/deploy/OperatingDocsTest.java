package dev.tidemark.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemark.app.TidemarkCommands;
import dev.tidemark.app.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an operator is told exists: alerts, commands, settings, files. */
class OperatingDocsTest {

  private static final Path OPERATING = Path.of("docs", "operating.md");
  private static final Path ALERTS = Path.of("deploy", "prometheus", "alerts.yml");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");

  @Test
  void eachAlertHasItsSectionAndEachSectionItsAlert() throws Exception {
    List<String> alerts = new ArrayList<>();
    for (JsonNode group : Yaml.file(ALERTS).path("groups")) {
      for (JsonNode rule : group.path("rules")) {
        String alert = rule.path("alert").asText();
        alerts.add(alert);
        assertThat(rule.at("/annotations/runbook_url").asText())
            .as(alert)
            .isEqualTo("docs/operating.md#" + alert.toLowerCase(Locale.ROOT));
      }
    }
    List<String> sections =
        Files.readAllLines(OPERATING).stream()
            .filter(line -> line.startsWith("### "))
            .map(line -> line.substring(4))
            .toList();

    assertThat(alerts).hasSizeGreaterThan(8);
    assertThat(sections).containsExactlyInAnyOrderElementsOf(alerts);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"docs/operating.md", "docs/extending.md", "helm/tidemark/README.md", "README.md"})
  void linksLeadSomewhere(String file) throws Exception {
    Path page = Path.of(file);
    Matcher link = LINK.matcher(Files.readString(page));
    while (link.find()) {
      String target = link.group(1);
      if (target.contains("://")) {
        continue;
      }
      int hash = target.indexOf('#');
      String path = hash < 0 ? target : target.substring(0, hash);
      Path linked =
          path.isEmpty() ? page : page.toAbsolutePath().getParent().resolve(path).normalize();
      assertThat(linked).as("%s in %s", target, file).exists();
      if (hash >= 0) {
        assertThat(anchors(linked))
            .as("%s in %s", target, file)
            .contains(target.substring(hash + 1));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"docs/operating.md", "README.md", "docs/ingest.md"})
  void commandsAreThoseOfTidemark(String file) throws Exception {
    boolean shell = false;
    for (String line : Files.readAllLines(Path.of(file))) {
      if (line.startsWith("```")) {
        shell = line.equals("```sh");
      } else if (shell && line.startsWith("./tidemark ")) {
        String command = line.substring(11).replaceAll("\\s+#.*", "").replaceAll("[|<>].*", "");
        assertThatCode(() -> TidemarkCommands.parse(command.trim().split(" +", -1)))
            .as("%s: %s", file, line)
            .doesNotThrowAnyException();
      }
    }
  }

  @Test
  void settingsAreThoseOfTidemark() throws Exception {
    List<String> known = Settings.CATALOGUE.settings().stream().map(s -> s.name()).toList();
    Matcher name =
        Pattern.compile("`(tidemark\\.[a-z.-]*[a-z])`").matcher(Files.readString(OPERATING));
    while (name.find()) {
      assertThat(known).contains(name.group(1));
    }
  }

  /** As GitHub makes them of headings. */
  private static List<String> anchors(Path page) throws IOException {
    try (Stream<String> lines = Files.lines(page)) {
      return lines
          .filter(line -> line.startsWith("#"))
          .map(
              line ->
                  line.replaceFirst("#+ ", "")
                      .toLowerCase(Locale.ROOT)
                      .replaceAll("[^a-z0-9 _-]", "")
                      .replace(' ', '-'))
          .toList();
    }
  }
}
