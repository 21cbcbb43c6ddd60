package dev.tidemark.ops.metrics;

import dev.tidemark.ops.http.HttpService;
import dev.tidemark.ops.http.Refusals;
import java.util.List;

/** How many clients the HTTP server has, and how many it sent away. */
public final class HttpMeters {

  static final Figure CONNECTIONS =
      Figure.gauge("tidemark.http.connections", "connections", "Open connections of clients.");

  static final Figure REFUSED =
      Figure.counter(
          "tidemark.http.refused",
          "times",
          "Clients that wanted too much at a time: connections of one address (closed at once), requests"
              + " of one address (status 429), streams (503).",
          "of");

  static final List<Figure> FIGURES = List.of(CONNECTIONS, REFUSED);

  private HttpMeters() {}

  /** Reports from now on. */
  public static void bind(Metrics metrics, HttpService http) {
    metrics.gauge(CONNECTIONS, http::connections);
    for (Refusals.Of of : Refusals.Of.values()) {
      metrics.counter(REFUSED, () -> http.refusals().of(of), of.label());
    }
  }
}
