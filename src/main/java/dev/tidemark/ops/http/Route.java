package dev.tidemark.ops.http;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Something the server answers.
 *
 * @param method GET (then HEAD too), POST, PUT or DELETE
 * @param path {@code /api/v1/models/{version}}: a name in braces stands for one segment, which is
 *     not empty
 * @param role who may ask; null for anybody
 * @param body what a body must be, e.g. {@code application/json}; null where none is taken
 * @param handler may wait, and be called by many threads at once
 */
public record Route(
    String method, PathPattern path, @Nullable Role role, @Nullable String body, Handler handler) {

  /** Answers. */
  @FunctionalInterface
  public interface Handler {

    /**
     * The answer.
     *
     * @throws HttpProblem for any status that says what is wrong; anything else is a 500, whose
     *     reason only the log knows
     */
    Answer answer(Call call) throws Exception;
  }

  public Route {
    if (!List.of("GET", "POST", "PUT", "DELETE").contains(method)) {
      throw new IllegalArgumentException(method + " is not served");
    }
    if (method.equals("GET") && body != null) {
      throw new IllegalArgumentException("a GET has no body");
    }
  }

  /** For whoever has the role. */
  public static Route get(String path, Role role, Handler handler) {
    return new Route("GET", PathPattern.of(path), role, null, handler);
  }

  /** For anybody. Nothing secret, and nothing of what streams by. */
  public static Route open(String path, Handler handler) {
    return new Route("GET", PathPattern.of(path), null, null, handler);
  }

  /** Takes JSON. */
  public static Route post(String path, Role role, Handler handler) {
    return new Route("POST", PathPattern.of(path), role, "application/json", handler);
  }

  /** The role that is needed; empty where anybody may. */
  public Optional<Role> required() {
    return Optional.ofNullable(role);
  }
}
