package dev.tidemark.app.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The alerts that are shipped: each fires and clears, and reads what there is. */
class AlertRulesTest {

  private static final Path FOLDER = Path.of("deploy", "prometheus");
  private static final Pattern METRIC = Pattern.compile("\\b((?:tidemark|jvm|process)_\\w+)");

  @Test
  void promtoolFindsThemSound() {
    run("check", "config", FOLDER.resolve("prometheus.yml").toString());
    run("check", "rules", FOLDER.resolve("alerts.yml").toString());
  }

  @Test
  void eachFiresAndClears() throws IOException {
    run("test", "rules", FOLDER.resolve("alerts.test.yml").toString());
    String tests = Files.readString(FOLDER.resolve("alerts.test.yml"));
    for (String alert : matches("alert: (\\w+)", Files.readString(FOLDER.resolve("alerts.yml")))) {
      assertThat(tests)
          .as(alert + " fires in a test")
          .containsPattern("alertname: " + alert + "\\n\\s+exp_alerts:\\n");
      assertThat(tests)
          .as(alert + " is silent in a test")
          .containsPattern("alertname: " + alert + "\\n\\s+exp_alerts: \\[]\\n");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"prometheus/alerts.yml", "grafana/dashboards/tidemark.json"})
  void whatTheyReadIsDocumented(String file) throws IOException {
    Set<String> documented =
        new TreeSet<>(matches("`(\\w+)` \\|", Files.readString(Path.of("docs", "metrics.md"))));
    Set<String> read = new TreeSet<>();
    for (String name : matches(METRIC.pattern(), Files.readString(Path.of("deploy", file)))) {
      read.add(documented.contains(name) ? name : name.replaceAll("_(bucket|sum|count|max)$", ""));
    }
    assertThat(read).isNotEmpty();
    assertThat(documented).containsAll(read);
  }

  private static List<String> matches(String pattern, String text) {
    return Pattern.compile(pattern)
        .matcher(text)
        .results()
        .map((MatchResult m) -> m.group(1))
        .toList();
  }

  private static void run(String... arguments) {
    var tool = PromTool.ifInstalled();
    assumeTrue(tool.isPresent(), "promtool is not installed: apt-get install prometheus");
    String unused = tool.get().run("", arguments);
  }
}
