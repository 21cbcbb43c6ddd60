package dev.tidemark.app.web;

import dev.tidemark.app.settings.Settings;
import dev.tidemark.ops.api.SessionApi;
import dev.tidemark.ops.feed.FeedLimits;
import dev.tidemark.ops.http.Route;
import dev.tidemark.ops.http.RouteSource;
import dev.tidemark.ops.page.PageRoutes;
import java.util.List;

/** All that the server serves, part by part. */
record WebParts(List<RouteSource> parts) implements AutoCloseable {

  static WebParts of(WebContext context) {
    return new WebParts(
        List.of(
            PageRoutes::all,
            new SessionApi(),
            new TaggedTopicFeed(
                context.kafka(),
                context.settings().get(Settings.TOPICS_TAGGED),
                FeedLimits.DEFAULT)));
  }

  List<Route> routes() {
    return parts.stream().flatMap(part -> part.routes().stream()).toList();
  }

  @Override
  public void close() {
    parts.forEach(RouteSource::close);
  }
}
