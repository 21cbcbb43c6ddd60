package dev.tidemark.ops.http;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A request that passed all checks.
 *
 * @param method as it came; a route for GET is asked for HEAD too
 * @param path decoded
 * @param parameters what stood for the names in the route's pattern, decoded
 * @param query the first of each name
 * @param headers by their name in lower case, the first of each
 * @param body all of it; empty where there is none
 * @param roles of whoever asks
 * @param name of whoever asks, where the token is a person's; null where nobody knows
 */
public record Call(
    String method,
    String path,
    Map<String, String> parameters,
    Map<String, String> query,
    Map<String, String> headers,
    byte[] body,
    Set<Role> roles,
    @Nullable String name) {

  /** Of the pattern; it is there, or the route would not match. */
  public String parameter(String name) {
    String value = parameters.get(name);
    if (value == null) {
      throw new IllegalArgumentException("the route has no {" + name + "}");
    }
    return value;
  }

  /**
   * A number of the query.
   *
   * @throws HttpProblem when it is none from min to max
   */
  public int number(String name, int byDefault, int min, int max) {
    String text = query.get(name);
    if (text == null) {
      return byDefault;
    }
    if (text.matches("\\d{1,9}")) {
      int number = Integer.parseInt(text);
      if (number >= min && number <= max) {
        return number;
      }
    }
    throw HttpProblem.badRequest(
        "'%s' must be a whole number from %d to %d".formatted(name, min, max));
  }

  /** A header, whatever the case of its name. */
  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
  }
}
