package dev.tidemark.ops.api;

import dev.tidemark.ops.http.Answer;
import dev.tidemark.ops.http.Route;
import dev.tidemark.ops.http.RouteSource;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/** The description of the API, for programs. */
public final class OpenApi implements RouteSource {

  private static final String RESOURCE = "openapi.json";

  @Override
  public List<Route> routes() {
    byte[] document = document();
    return List.of(
        Route.open("/api/v1/openapi.json", call -> Answer.of(200, "application/json", document)));
  }

  static byte[] document() {
    try (InputStream in = OpenApi.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException(RESOURCE + " is not among the resources");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
