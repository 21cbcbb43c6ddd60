package dev.tidemark.ops.page;

import dev.tidemark.ops.http.Answer;
import dev.tidemark.ops.http.Route;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The page: a few files that anybody may have, for they say nothing; what is shown on it comes from
 * the API, to whom may read.
 *
 * <p>Only files of this list are served, each under its own name, so no path leads anywhere else.
 */
public final class PageRoutes {

  static final String INDEX = "index.html";

  static final List<String> FILES =
      List.of(
          INDEX,
          "theme.css",
          "style.css",
          "main.js",
          "api.js",
          "confirm.js",
          "corrections.js",
          "dom.js",
          "editor-types.js",
          "editor.js",
          "event-stream.js",
          "feed.js",
          "gate.js",
          "highlight.js",
          "keys.js",
          "models.js",
          "runs.js",
          "selection.js",
          "session.js",
          "spans.js",
          "try.js");

  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "js", "text/javascript; charset=utf-8");

  private PageRoutes() {}

  /** The page at {@code /}, and its parts beside it. */
  public static List<Route> all() {
    List<Route> routes = new ArrayList<>();
    for (String file : FILES) {
      Answer answer = Answer.of(200, typeOf(file), read(file));
      routes.add(Route.open(file.equals(INDEX) ? "/" : "/" + file, call -> answer));
    }
    return routes;
  }

  private static String typeOf(String file) {
    String type = TYPES.get(file.substring(file.lastIndexOf('.') + 1));
    if (type == null) {
      throw new IllegalArgumentException("no content type is known for " + file);
    }
    return type;
  }

  private static byte[] read(String file) {
    try (InputStream in = PageRoutes.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException(file + " of the page is not in this build");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(file, e);
    }
  }
}
