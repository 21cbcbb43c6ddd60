package dev.tidemark.app.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.app.Given;
import dev.tidemark.ops.http.Role;
import dev.tidemark.ops.http.Route;
import dev.tidemark.testing.ApiSchema;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The OpenAPI document says what the server serves under {@code /api/}, all of it, and no more. */
class OpenApiTest {

  @Test
  void everyOperationIsServedAndDescribed() {
    assertThat(api().map(OpenApiTest::operation))
        .containsExactlyInAnyOrderElementsOf(ApiSchema.operations());
  }

  @Test
  void rolesAndBodiesAreAsDescribed() {
    assertThat(api())
        .allSatisfy(
            route -> {
              String operation = operation(route);
              assertThat(ApiSchema.role(operation))
                  .as(operation)
                  .isEqualTo(route.required().map(Role::label).orElse("none"));
              assertThat(ApiSchema.takesBody(operation))
                  .as(operation)
                  .isEqualTo(route.body() != null);
            });
  }

  /** The parts open nothing before they are asked. */
  private static Stream<Route> api() {
    WebContext context = new WebContext(Given.nothing().settings(), "localhost:1", null);
    return WebParts.of(context).routes().stream()
        .filter(route -> route.path().toString().startsWith("/api/"));
  }

  private static String operation(Route route) {
    return route.method() + " " + route.path();
  }
}
