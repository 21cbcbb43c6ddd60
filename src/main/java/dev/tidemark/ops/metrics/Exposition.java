package dev.tidemark.ops.metrics;

import java.util.Locale;

/** The two formats in which metrics go out, and which one somebody asked for. */
enum Exposition {
  PROMETHEUS("text/plain; version=0.0.4; charset=utf-8"),
  OPENMETRICS("application/openmetrics-text; version=1.0.0; charset=utf-8");

  private final String contentType;

  Exposition(String contentType) {
    this.contentType = contentType;
  }

  String contentType() {
    return contentType;
  }

  /**
   * The better of the two for an {@code Accept} header; Prometheus text where it speaks of neither,
   * or of both as equals but for its order.
   */
  static Exposition of(String accept) {
    double open = 0;
    double text = 0;
    for (String range : accept.toLowerCase(Locale.ROOT).split(",", -1)) {
      String[] parts = range.split(";", -1);
      String type = parts[0].trim();
      if (type.equals("application/openmetrics-text") && !isOtherVersion(parts)) {
        open = Math.max(open, quality(parts));
      } else if (type.equals("text/plain") || type.equals("text/*") || type.equals("*/*")) {
        text = Math.max(text, quality(parts));
      }
    }
    return open > 0 && open >= text ? OPENMETRICS : PROMETHEUS;
  }

  private static boolean isOtherVersion(String[] parts) {
    for (String part : parts) {
      String parameter = part.trim();
      if (parameter.startsWith("version=") && !parameter.equals("version=1.0.0")) {
        return true;
      }
    }
    return false;
  }

  private static double quality(String[] parts) {
    for (String part : parts) {
      String parameter = part.trim();
      if (parameter.startsWith("q=")) {
        try {
          return Double.parseDouble(parameter.substring(2));
        } catch (NumberFormatException e) {
          return 0;
        }
      }
    }
    return 1;
  }
}
