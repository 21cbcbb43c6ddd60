package dev.tidemark.ops.http;

import java.util.List;

/** A part of what is served: the API, the page, metrics… */
@FunctionalInterface
public interface RouteSource {

  /** Its routes; asked once, when the server is made. */
  List<Route> routes();
}
