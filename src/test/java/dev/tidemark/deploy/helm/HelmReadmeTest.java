package dev.tidemark.deploy.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemark.deploy.Yaml;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The chart's README lists each value with its default. */
class HelmReadmeTest {

  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| `([A-Za-z0-9.]+)` \\| `([^`]*)` \\| \\S.*\\|$");

  @Test
  void everyValueIsListedWithItsDefault() throws Exception {
    Map<String, String> listed = new LinkedHashMap<>();
    Matcher row = ROW.matcher(Files.readString(Chart.FOLDER.resolve("README.md")));
    while (row.find()) {
      listed.put(row.group(1), row.group(2));
    }
    Map<String, String> values = new LinkedHashMap<>();
    collect(Yaml.file(Chart.FOLDER.resolve("values.yaml")), "", values);

    assertThat(listed).isEqualTo(values);
  }

  private static void collect(JsonNode node, String path, Map<String, String> into) {
    if (node.isObject() && !node.isEmpty() && !path.endsWith("resources")) {
      node.properties()
          .forEach(
              entry ->
                  collect(
                      entry.getValue(),
                      path.isEmpty() ? entry.getKey() : path + "." + entry.getKey(),
                      into));
    } else {
      into.put(path, node.toString());
    }
  }
}
