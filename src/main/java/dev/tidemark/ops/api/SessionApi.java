package dev.tidemark.ops.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.ops.http.Answer;
import dev.tidemark.ops.http.Call;
import dev.tidemark.ops.http.Json;
import dev.tidemark.ops.http.Role;
import dev.tidemark.ops.http.Route;
import dev.tidemark.ops.http.RouteSource;
import java.util.List;

/** Says to whoever asks what they may do, so that the page offers no more. */
public final class SessionApi implements RouteSource {

  @Override
  public List<Route> routes() {
    return List.of(Route.open("/api/v1/session", SessionApi::session));
  }

  private static Answer session(Call call) {
    ObjectNode session = Json.MAPPER.createObjectNode();
    ArrayNode roles = session.putArray("roles");
    call.roles().stream().sorted().map(Role::label).forEach(roles::add);
    session.put("name", call.name());
    session.put("writable", call.roles().contains(Role.ANNOTATE));
    return Answer.json(session);
  }
}
