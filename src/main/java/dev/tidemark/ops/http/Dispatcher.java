package dev.tidemark.ops.http;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Fields;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a request through all checks to its route, and the answer back.
 *
 * <p>Nothing of a request is logged but its route: paths, bodies and tokens are the clients'.
 *
 * <p>Threading notes: called by all threads of the server.
 */
final class Dispatcher extends Handler.Abstract {

  private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);
  private static final String BEARER = "bearer ";

  private final HttpOptions options;
  private final Routes routes;
  private final RateLimit rate;
  private final HostCheck hosts;
  private final ConnectionWatch connections;
  private final Streams streams;
  private final Refusals refusals;

  Dispatcher(
      HttpOptions options,
      Routes routes,
      ConnectionWatch connections,
      Streams streams,
      Refusals refusals) {
    this.options = options;
    this.routes = routes;
    this.rate = new RateLimit(options.limits().rate(), System::nanoTime);
    this.hosts = HostCheck.of(options);
    this.connections = connections;
    this.streams = streams;
    this.refusals = refusals;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    connections.answering(request);
    SecurityHeaders.addTo(response.getHeaders(), request.isSecure());
    Reply reply = new Reply(request, response, callback, connections, streams);
    try {
      // 1. What costs least to refuse comes first.
      if (!rate.tryTake(Client.of(request))) {
        refusals.count(Refusals.Of.REQUESTS);
        throw new HttpProblem(
            429,
            "too_many_requests",
            "%d requests a second are answered (tidemark.http.rate)"
                .formatted(options.limits().rate()),
            Map.of("Retry-After", "1"));
      }
      if (!hosts.allows(request.getHeaders().getValuesList(HttpHeader.HOST))) {
        throw new HttpProblem(
            421,
            "misdirected_request",
            "this server is localhost; a name of another machine is answered only where reading needs a token (tidemark.http.token.read)");
      }
      // 2. Where to.
      String path = Request.getPathInContext(request);
      List<Routes.Match> matches = routes.at(path);
      if (matches.isEmpty()) {
        throw HttpProblem.notFound("nothing is served here; GET /api/v1/openapi.json has a list");
      }
      if (request.getMethod().equals("OPTIONS")) {
        reply.send(new Answer.Whole(204, Map.of("Allow", Routes.allow(matches)), new byte[0]));
        return true;
      }
      Routes.Match match =
          Routes.of(matches, request.getMethod())
              .orElseThrow(
                  () ->
                      new HttpProblem(
                          405,
                          "method_not_allowed",
                          "this can be asked by " + Routes.allow(matches),
                          Map.of("Allow", Routes.allow(matches))));
      // 3. By whom.
      Asker asker = asker(request);
      require(match.route(), asker.roles());
      // 4. With what.
      String type = match.route().body();
      if (type == null) {
        answer(match, call(request, match, asker, new byte[0]), reply);
        return true;
      }
      requireType(request, type);
      var unused =
          BodyReader.read(request, options.limits().bodyBytes(), options.limits().patience())
              .whenComplete(
                  (body, failure) -> {
                    if (failure == null) {
                      answer(match, call(request, match, asker, body), reply);
                    } else {
                      reply.refuse(failure);
                    }
                  });
    } catch (RuntimeException e) {
      reply.refuse(e);
    }
    return true;
  }

  private static void answer(Routes.Match match, Call call, Reply reply) {
    try {
      reply.send(match.route().handler().answer(call));
    } catch (HttpProblem e) {
      reply.refuse(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      reply.refuse(HttpProblem.busy("the server is stopping"));
    } catch (Exception | StackOverflowError e) {
      // Without its message: that may quote the text.
      LOG.error(
          "{} {} failed: {}", match.route().method(), match.route().path(), Failure.describe(e));
      reply.refuse(e);
    }
  }

  /** Who asks, as far as a token says. */
  private record Asker(Set<Role> roles, @Nullable String name) {}

  private Asker asker(Request request) {
    List<String> given = request.getHeaders().getValuesList(HttpHeader.AUTHORIZATION);
    if (given.isEmpty()) {
      return new Asker(options.readingIsOpen() ? Role.READ.all() : Set.of(), null);
    }
    String header = given.get(0);
    if (given.size() > 1 || !header.toLowerCase(Locale.ROOT).startsWith(BEARER)) {
      throw unauthorized("'Authorization' must be one 'Bearer TOKEN'");
    }
    Tokens tokens = options.tokens();
    Bearer bearer =
        tokens
            .bearerOf(header.substring(BEARER.length()).strip())
            .orElseThrow(() -> unauthorized("nobody knows this token"));
    if (bearer.isOver(tokens.clock().instant())) {
      // Only who has the token is told so.
      throw unauthorized(
          "this token was good until %s; ask whoever gave it for a new one"
              .formatted(bearer.until()));
    }
    return new Asker(bearer.role().all(), bearer.name());
  }

  private void require(Route route, Set<Role> roles) {
    Role needed = route.role();
    if (needed == null || roles.contains(needed)) {
      return;
    }
    if (!options.tokens().grants(needed)) {
      throw new HttpProblem(
          403,
          "forbidden",
          "the role %s is needed, and no token gives it; set tidemark.http.token.%s"
              .formatted(needed.label(), needed.label()));
    }
    if (roles.isEmpty() || (options.readingIsOpen() && roles.equals(Role.READ.all()))) {
      throw unauthorized("the role %s is needed: send a token for it".formatted(needed.label()));
    }
    throw new HttpProblem(
        403,
        "forbidden",
        "the role %s is needed; this token has %s".formatted(needed.label(), labels(roles)));
  }

  private static List<String> labels(Set<Role> roles) {
    return roles.stream().sorted().map(Role::label).toList();
  }

  private static HttpProblem unauthorized(String message) {
    return new HttpProblem(
        401, "unauthorized", message, Map.of("WWW-Authenticate", "Bearer realm=\"tidemark\""));
  }

  private static void requireType(Request request, String type) {
    String given = request.getHeaders().get(HttpHeader.CONTENT_TYPE);
    String essence =
        given == null ? "" : given.replaceFirst(";.*", "").strip().toLowerCase(Locale.ROOT);
    boolean encoded = request.getHeaders().contains(HttpHeader.CONTENT_ENCODING);
    if (!essence.equals(type) || encoded) {
      throw new HttpProblem(
          415,
          "unsupported_media_type",
          "'Content-Type: %s' is needed, not compressed".formatted(type));
    }
  }

  private static Call call(Request request, Routes.Match match, Asker asker, byte[] body) {
    Map<String, String> query = new HashMap<>();
    Map<String, String> headers = new HashMap<>();
    try {
      for (Fields.Field field : Request.extractQueryParameters(request)) {
        query.putIfAbsent(field.getName(), String.valueOf(field.getValue()));
      }
    } catch (RuntimeException e) {
      throw HttpProblem.badRequest("the query cannot be read");
    }
    for (HttpField field : request.getHeaders()) {
      headers.putIfAbsent(field.getLowerCaseName(), String.valueOf(field.getValue()));
    }
    return new Call(
        request.getMethod(),
        Request.getPathInContext(request),
        match.parameters(),
        query,
        headers,
        body,
        asker.roles(),
        asker.name());
  }
}
