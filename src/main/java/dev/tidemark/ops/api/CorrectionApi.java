package dev.tidemark.ops.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.ops.http.Answer;
import dev.tidemark.ops.http.Call;
import dev.tidemark.ops.http.Json;
import dev.tidemark.ops.http.Role;
import dev.tidemark.ops.http.Route;
import dev.tidemark.ops.http.RouteSource;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** People's corrections: sent, and followed until they are accepted or rejected. */
public final class CorrectionApi implements RouteSource {

  /** Who did not say a name. */
  static final String SOMEBODY = "http";

  private static final int USUAL = 50;

  /** Most that one request is told of. */
  static final int MOST = 500;

  private final CorrectionService corrections;
  private final InstantSource clock;

  public CorrectionApi(CorrectionService corrections, InstantSource clock) {
    this.corrections = corrections;
    this.clock = clock;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.post("/api/v1/corrections", Role.ANNOTATE, this::send),
        Route.get("/api/v1/corrections", Role.READ, this::latest));
  }

  private Answer send(Call call) {
    ObjectNode correction = Json.object(call.body());
    // Whose token it is, is known; what else is written there is only said.
    if (call.name() != null) {
      correction.put("annotator", call.name());
    } else if (correction.path("annotator").asText("").isBlank()) {
      correction.put("annotator", SOMEBODY);
    }
    if (!correction.hasNonNull("at")) {
      correction.put("at", clock.instant().truncatedTo(ChronoUnit.MILLIS).toString());
    }
    String key = corrections.send(correction);
    ObjectNode answer = Json.MAPPER.createObjectNode();
    answer.put("id", correction.path("id").asText()).put("key", key).put("status", "sent");
    return Answer.json(202, answer);
  }

  private Answer latest(Call call) {
    ObjectNode answer = Json.MAPPER.createObjectNode();
    ArrayNode list = answer.putArray("corrections");
    for (CorrectionService.Known known : corrections.latest(call.number("limit", USUAL, 1, MOST))) {
      list.addObject()
          .put("id", known.id())
          .put("key", known.key())
          .put("annotator", known.annotator())
          .put("at", known.at())
          .put("model", known.model())
          .put("entities", known.entities())
          .put("status", known.status().label())
          .put("reason", known.reason());
    }
    return Answer.json(answer);
  }

  @Override
  public void close() {
    corrections.close();
  }
}
