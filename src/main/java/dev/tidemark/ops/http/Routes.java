package dev.tidemark.ops.http;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** All that is served; no two routes of one method and path. */
record Routes(List<Route> all) {

  Routes {
    all = List.copyOf(all);
    Set<String> seen = new HashSet<>();
    for (Route route : all) {
      if (!seen.add(route.method() + " " + route.path())) {
        throw new IllegalArgumentException(
            "%s %s is served twice".formatted(route.method(), route.path()));
      }
    }
  }

  /** A route and what stands for the names in its path. */
  record Match(Route route, Map<String, String> parameters) {}

  /** Of a path, whatever the method; the first is the one with fewest names. */
  List<Match> at(String path) {
    List<Match> matches = new ArrayList<>();
    for (Route route : all) {
      route.path().match(path).ifPresent(parameters -> matches.add(new Match(route, parameters)));
    }
    matches.sort((a, b) -> Integer.compare(a.parameters().size(), b.parameters().size()));
    return matches;
  }

  /** HEAD is a GET without its body. */
  static Optional<Match> of(List<Match> matches, String method) {
    String asked = method.equals("HEAD") ? "GET" : method;
    return matches.stream().filter(match -> match.route().method().equals(asked)).findFirst();
  }

  /** What a path may be asked, for {@code Allow}. */
  static String allow(List<Match> matches) {
    Set<String> methods = new TreeSet<>(Set.of("OPTIONS"));
    for (Match match : matches) {
      methods.add(match.route().method());
      if (match.route().method().equals("GET")) {
        methods.add("HEAD");
      }
    }
    return String.join(", ", methods);
  }
}
