package dev.tidemark.ops.http;

import java.util.Map;

/**
 * A request that gets no answer but an error, as {@code {"error":{"code","message"}}}. The message
 * is for whoever asked: what was wrong, what to do.
 */
public final class HttpProblem extends RuntimeException {

  private final int status;
  private final String code;
  private final Map<String, String> headers;

  /**
   * One with headers of its own.
   *
   * @param code for programs: lower case, words joined by underscores; does not change
   */
  HttpProblem(int status, String code, String message, Map<String, String> headers) {
    super(message);
    this.status = status;
    this.code = code;
    this.headers = Map.copyOf(headers);
  }

  public HttpProblem(int status, String code, String message) {
    this(status, code, message, Map.of());
  }

  /** 400: what was sent cannot be understood. */
  public static HttpProblem badRequest(String message) {
    return new HttpProblem(400, "bad_request", message);
  }

  /** 404. */
  public static HttpProblem notFound(String message) {
    return new HttpProblem(404, "not_found", message);
  }

  /** 409: not in the state that things are in. */
  public static HttpProblem conflict(String message) {
    return new HttpProblem(409, "conflict", message);
  }

  /** 503: later perhaps. */
  public static HttpProblem busy(String message) {
    return new HttpProblem(503, "busy", message, Map.of("Retry-After", "1"));
  }

  int status() {
    return status;
  }

  Answer.Whole answer() {
    return Answer.json(
            status,
            Json.MAPPER
                .createObjectNode()
                .set(
                    "error",
                    Json.MAPPER
                        .createObjectNode()
                        .put("code", code)
                        .put("message", String.valueOf(getMessage()))))
        .with(headers);
  }
}
