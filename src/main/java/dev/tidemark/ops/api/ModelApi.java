package dev.tidemark.ops.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.model.store.LiveModel;
import dev.tidemark.model.store.ModelVersion;
import dev.tidemark.ops.http.Answer;
import dev.tidemark.ops.http.Call;
import dev.tidemark.ops.http.HttpProblem;
import dev.tidemark.ops.http.Json;
import dev.tidemark.ops.http.Role;
import dev.tidemark.ops.http.Route;
import dev.tidemark.ops.http.RouteSource;
import java.util.List;

/** Models: which there are, which is live, how it came about; and another one for it. */
public final class ModelApi implements RouteSource {

  private static final String DEFAULT = "default";
  private static final int LONGEST = 1_000;

  private final ModelService models;

  public ModelApi(ModelService models) {
    this.models = models;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.get("/api/v1/models", Role.READ, call -> Answer.json(models.list())),
        Route.get(
            "/api/v1/models/{version}",
            Role.READ,
            call -> Answer.json(models.show(version(call.parameter("version"))))),
        Route.post("/api/v1/models/promote", Role.OPERATE, this::promote),
        Route.post("/api/v1/models/rollback", Role.OPERATE, this::rollBack),
        Route.get("/api/v1/runs", Role.READ, call -> runs()));
  }

  private Answer promote(Call call) {
    ObjectNode body = Json.object(call.body());
    String model = Json.text(body, "version", LONGEST);
    if (!model.equals(DEFAULT)) {
      model = version(model).toString();
    }
    return live(models.promote(model, by(call, body), Json.text(body, "reason", LONGEST)));
  }

  private Answer rollBack(Call call) {
    ObjectNode body = Json.object(call.body());
    return live(models.rollBack(by(call, body), Json.text(body, "reason", LONGEST)));
  }

  private static String by(Call call, ObjectNode body) {
    if (call.name() != null) {
      return call.name();
    }
    String by = Json.text(body, "by", LONGEST);
    return by.isBlank() ? CorrectionApi.SOMEBODY : by;
  }

  private static Answer live(LiveModel live) {
    return Answer.json(live.json());
  }

  private Answer runs() {
    ObjectNode answer = Json.MAPPER.createObjectNode();
    answer.putArray("runs").addAll(models.runs());
    return Answer.json(answer);
  }

  /** Versions become folders and object keys: what is none never gets that far. */
  private static ModelVersion version(String text) {
    if (!ModelVersion.isVersion(text)) {
      throw HttpProblem.badRequest("a version is written NAME@N, e.g. news@3");
    }
    return ModelVersion.parse(text);
  }

  @Override
  public void close() {
    models.close();
  }
}
