package dev.tidemark.ops.http;

import java.util.List;

/** A part of what is served: the API, the page, metrics… */
@FunctionalInterface
public interface RouteSource extends AutoCloseable {

  /** Its routes; asked once, when the server is made. */
  List<Route> routes();

  /** Lets go of what it holds; called once, when the server is closed. */
  @Override
  default void close() {}
}
