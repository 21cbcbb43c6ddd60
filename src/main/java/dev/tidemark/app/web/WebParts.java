package dev.tidemark.app.web;

import dev.tidemark.ops.api.SessionApi;
import dev.tidemark.ops.http.Route;
import dev.tidemark.ops.http.RouteSource;
import java.util.List;

/** All that the server serves, part by part. */
final class WebParts {

  private WebParts() {}

  static List<Route> routes(WebContext context) {
    List<RouteSource> parts = List.of(new SessionApi());
    return parts.stream().flatMap(part -> part.routes().stream()).toList();
  }
}
