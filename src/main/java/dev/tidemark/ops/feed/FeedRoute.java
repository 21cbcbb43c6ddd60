package dev.tidemark.ops.feed;

import dev.tidemark.ops.http.Answer;
import dev.tidemark.ops.http.HttpProblem;
import dev.tidemark.ops.http.Role;
import dev.tidemark.ops.http.Route;
import java.util.Map;

/**
 * {@code GET /api/v1/feed}: the live feed as server-sent events, for whoever may read; with {@code
 * ?type=}, {@code source=} and {@code model=} a part of it.
 */
public final class FeedRoute {

  static final String PATH = "/api/v1/feed";

  private static final Map<String, String> HEADERS =
      Map.of(
          "Content-Type", "text/event-stream; charset=utf-8",
          // Asks nginx and its kin not to hold events back.
          "X-Accel-Buffering", "no");

  private FeedRoute() {}

  public static Route of(FeedHub hub) {
    return Route.get(
        PATH,
        Role.READ,
        call -> {
          if (!hub.hasRoom()) {
            throw HttpProblem.busy(
                "%d browsers watch the feed already, and no more can; close one, or try later"
                    .formatted(hub.watching()));
          }
          FeedFilter filter = FeedFilter.of(call.query());
          return new Answer.Streamed(HEADERS, out -> hub.writeTo(out, filter));
        });
  }
}
