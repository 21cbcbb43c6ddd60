package dev.tidemark.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A page of metrics in the text format, as Prometheus reads it.
 *
 * @param families the type of each metric that says one, by name
 * @param series all lines with a value
 */
public record Scrape(Map<String, String> families, List<Series> series) {

  private static final Pattern LINE =
      Pattern.compile("([a-zA-Z_:][\\w:]*)(?:\\{(.*)\\})? (\\S+)(?: # .*)?");
  private static final Pattern LABEL = Pattern.compile("(\\w+)=\"((?:[^\"\\\\]|\\\\.)*)\"");

  /** One line. */
  public record Series(String name, Map<String, String> labels, double value) {}

  public static Scrape of(String page) {
    Map<String, String> families = new TreeMap<>();
    List<Series> series = new ArrayList<>();
    for (String line : page.split("\n", -1)) {
      if (line.startsWith("# TYPE ")) {
        String[] parts = line.split(" ", -1);
        families.put(parts[2], parts[3]);
      } else if (!line.startsWith("#") && !line.isBlank()) {
        Matcher matcher = LINE.matcher(line);
        if (!matcher.matches()) {
          throw new AssertionError("no metric: " + line);
        }
        Map<String, String> labels = new TreeMap<>();
        if (matcher.group(2) != null) {
          LABEL
              .matcher(matcher.group(2))
              .results()
              .forEach(m -> labels.put(m.group(1), m.group(2)));
        }
        series.add(
            new Series(
                matcher.group(1),
                labels,
                Double.parseDouble(matcher.group(3).replace("Inf", "Infinity"))));
      }
    }
    return new Scrape(families, series);
  }

  /** All series of that name, added up. */
  public double sum(String name) {
    List<Series> those = series.stream().filter(one -> one.name().equals(name)).toList();
    if (those.isEmpty()) {
      throw new AssertionError("there is no " + name);
    }
    return those.stream().mapToDouble(Series::value).sum();
  }

  /** Of the series of that name, the one where a label has this value. */
  public double value(String name, String label, String value) {
    return series.stream()
        .filter(one -> one.name().equals(name) && value.equals(one.labels().get(label)))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no %s{%s=\"%s\"}".formatted(name, label, value)))
        .value();
  }

  /** Names of the labels of a metric, without those that its type brings. */
  public Set<String> labels(String name) {
    Set<String> labels = new TreeSet<>();
    series.stream()
        .filter(one -> one.name().equals(name) || one.name().equals(name + "_count"))
        .forEach(one -> labels.addAll(one.labels().keySet()));
    return labels;
  }
}
