package dev.tidemark.ops.metrics;

import java.util.List;

/**
 * The one declaration of a metric.
 *
 * @param name as Micrometer wants it: dotted, with its unit where it is no duration, without {@code
 *     total}
 * @param kind what its values are
 * @param unit of its values, for the documentation
 * @param labels their names; none for most
 * @param meaning one sentence; it also goes out as HELP
 */
record Figure(String name, Kind kind, String unit, List<String> labels, String meaning) {

  /** What the values of a metric are. */
  enum Kind {
    /** Only grows, until the process ends. */
    COUNTER("_total"),
    /** Goes up and down. */
    GAUGE(""),
    /** Many values, counted by size. */
    HISTOGRAM(""),
    /** Many durations, counted by size. */
    DURATIONS("_seconds"),
    /** Many durations, only counted and added up. */
    SUMMARY("_seconds"),
    /** Always 1; its labels are what it says. */
    INFO("_info");

    private final String suffix;

    Kind(String suffix) {
      this.suffix = suffix;
    }
  }

  Figure {
    if (!name.matches("[a-z][a-z0-9]*(\\.[a-z0-9]+)+")) {
      throw new IllegalArgumentException(name + " is no name for a metric");
    }
    if (!meaning.endsWith(".")) {
      throw new IllegalArgumentException("the meaning of " + name + " is no sentence");
    }
    labels = List.copyOf(labels);
  }

  static Figure counter(String name, String unit, String meaning, String... labels) {
    return new Figure(name, Kind.COUNTER, unit, List.of(labels), meaning);
  }

  static Figure gauge(String name, String unit, String meaning, String... labels) {
    return new Figure(name, Kind.GAUGE, unit, List.of(labels), meaning);
  }

  static Figure histogram(String name, String unit, String meaning, String... labels) {
    return new Figure(name, Kind.HISTOGRAM, unit, List.of(labels), meaning);
  }

  static Figure durations(String name, String meaning, String... labels) {
    return new Figure(name, Kind.DURATIONS, "seconds", List.of(labels), meaning);
  }

  static Figure info(String name, String meaning, String... labels) {
    return new Figure(name, Kind.INFO, "1", List.of(labels), meaning);
  }

  /** Its name in Prometheus. */
  String exposed() {
    return name.replace('.', '_') + kind.suffix;
  }
}
