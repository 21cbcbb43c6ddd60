package dev.tidemark.ops.http;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A path with names for some of its segments, such as {@code /api/v1/models/{version}}.
 *
 * @param segments what stands between the slashes
 */
public record PathPattern(List<String> segments) {

  public PathPattern {
    segments = List.copyOf(segments);
  }

  /**
   * As it is written.
   *
   * @throws IllegalArgumentException when it does not begin with a slash
   */
  static PathPattern of(String text) {
    if (!text.startsWith("/")) {
      throw new IllegalArgumentException(text + " does not begin with a slash");
    }
    return new PathPattern(split(text));
  }

  /** What the names stand for; empty where the path is another. */
  Optional<Map<String, String>> match(String path) {
    List<String> given = split(path);
    if (given.size() != segments.size()) {
      return Optional.empty();
    }
    Map<String, String> parameters = new LinkedHashMap<>();
    for (int i = 0; i < given.size(); i++) {
      String segment = segments.get(i);
      if (isName(segment)) {
        if (given.get(i).isEmpty()) {
          return Optional.empty();
        }
        parameters.put(segment.substring(1, segment.length() - 1), given.get(i));
      } else if (!segment.equals(given.get(i))) {
        return Optional.empty();
      }
    }
    return Optional.of(parameters);
  }

  private static boolean isName(String segment) {
    return segment.startsWith("{") && segment.endsWith("}");
  }

  private static List<String> split(String path) {
    List<String> parts = new ArrayList<>(List.of(path.split("/", -1)));
    parts.remove(0);
    return parts;
  }

  @Override
  public String toString() {
    return "/" + String.join("/", segments);
  }
}
