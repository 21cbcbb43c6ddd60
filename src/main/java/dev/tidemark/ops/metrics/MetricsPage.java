package dev.tidemark.ops.metrics;

import dev.tidemark.ops.http.Answer;
import dev.tidemark.ops.http.Call;
import dev.tidemark.ops.http.Route;
import dev.tidemark.ops.http.RouteSource;
import java.util.List;

/**
 * {@code /metrics}, for anybody who can reach the server: it holds numbers, and names of models and
 * entity types.
 */
public record MetricsPage(Metrics metrics) implements RouteSource {

  @Override
  public List<Route> routes() {
    return List.of(Route.open("/metrics", this::answer));
  }

  private Answer answer(Call call) {
    Metrics.Page page = metrics.page(call.header("Accept").orElse(""));
    return Answer.of(200, page.contentType(), page.body());
  }
}
