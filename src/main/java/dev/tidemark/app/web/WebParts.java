package dev.tidemark.app.web;

import dev.tidemark.app.observe.Observation;
import dev.tidemark.app.settings.Settings;
import dev.tidemark.ops.api.CorrectionApi;
import dev.tidemark.ops.api.ModelApi;
import dev.tidemark.ops.api.OpenApi;
import dev.tidemark.ops.api.SessionApi;
import dev.tidemark.ops.api.TextApi;
import dev.tidemark.ops.api.TextService;
import dev.tidemark.ops.feed.FeedLimits;
import dev.tidemark.ops.http.Route;
import dev.tidemark.ops.http.RouteSource;
import dev.tidemark.ops.page.PageRoutes;
import java.time.InstantSource;
import java.util.List;

/** All that the server serves, part by part. */
record WebParts(List<RouteSource> parts) implements AutoCloseable {

  static WebParts of(WebContext context) {
    InstantSource clock = InstantSource.system();
    Observation observed = context.observed();
    TextService texts =
        context.tagger() == null ? TextService.NONE : new ServedTexts(context.tagger());
    return new WebParts(
        List.of(
            PageRoutes::all,
            new SessionApi(),
            new TextApi(texts),
            new CorrectionApi(new KafkaCorrections(context), clock),
            new ModelApi(new StoreService(context.settings(), context.bootstrap(), clock)),
            new OpenApi(),
            () -> observed == null ? List.of() : observed.routes(), // it outlives the server
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
