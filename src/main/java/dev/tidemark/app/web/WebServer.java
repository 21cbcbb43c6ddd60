package dev.tidemark.app.web;

import dev.tidemark.app.cli.CommandFailedException;
import dev.tidemark.app.observe.Observation;
import dev.tidemark.app.settings.Configuration;
import dev.tidemark.app.settings.HttpSettings;
import dev.tidemark.ops.http.AddressInUseException;
import dev.tidemark.ops.http.Bearer;
import dev.tidemark.ops.http.HttpService;
import dev.tidemark.ops.http.Role;
import dev.tidemark.ops.http.Tokens;
import java.io.IOException;
import java.net.URI;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The running server of a process. */
public final class WebServer implements AutoCloseable {

  private static final int TOKEN_BYTES = 24;

  private final HttpService http;
  private final WebParts parts;
  private final Tokens tokens;
  private final TokenWatch watch;
  private final @Nullable String ownToken;

  private WebServer(
      HttpService http,
      WebParts parts,
      Tokens tokens,
      TokenWatch watch,
      @Nullable String ownToken) {
    this.http = http;
    this.parts = parts;
    this.tokens = tokens;
    this.watch = watch;
    this.ownToken = ownToken;
  }

  /**
   * Says at once, before a model is loaded, what {@link #start} would say after it.
   *
   * @throws CommandFailedException when it cannot listen there
   */
  public static void check(Configuration settings) {
    if (!isEnabled(settings)) {
      return;
    }
    try {
      HttpService.requireFree(
          HttpAccess.options(
              settings,
              new Tokens(new TokenFiles(settings).require()),
              settings.get(HttpSettings.PORT)));
    } catch (IOException e) {
      throw new CommandFailedException(String.valueOf(e.getMessage()), e);
    }
  }

  /**
   * As the settings say; null where they want none.
   *
   * @throws CommandFailedException when it cannot listen there
   */
  public static @Nullable WebServer start(WebContext context) {
    Configuration settings = context.settings();
    if (!isEnabled(settings)) {
      return null;
    }
    try {
      return start(context, null, settings.get(HttpSettings.PORT));
    } catch (IOException e) {
      throw new CommandFailedException(String.valueOf(e.getMessage()), e);
    }
  }

  /**
   * For somebody who looks for the first time: with a token of its own where none to operate is
   * set, and on a free port where the usual one is not.
   */
  public static @Nullable WebServer startDemo(WebContext context) {
    Configuration settings = context.settings();
    if (!isEnabled(settings)) {
      return null;
    }
    String own = settings.get(HttpSettings.TOKEN_OPERATE).isEmpty() ? newToken() : null;
    int port = settings.get(HttpSettings.PORT);
    try {
      try {
        return start(context, own, port);
      } catch (AddressInUseException e) {
        if (port != HttpSettings.PORT.defaultValue()) {
          throw e;
        }
        return start(context, own, 0);
      }
    } catch (IOException e) {
      throw new CommandFailedException(String.valueOf(e.getMessage()), e);
    }
  }

  private static WebServer start(WebContext context, @Nullable String ownToken, int port)
      throws IOException {
    TokenFiles files = new TokenFiles(context.settings());
    List<Bearer> set = files.require();
    List<Bearer> besides =
        ownToken == null ? List.of() : List.of(Bearer.of(Role.OPERATE, null, ownToken));
    Tokens tokens = new Tokens(Stream.concat(set.stream(), besides.stream()).toList());
    WebParts parts = WebParts.of(context);
    try {
      HttpService http =
          new HttpService(HttpAccess.options(context.settings(), tokens, port), parts.routes());
      http.start();
      Observation observed = context.observed();
      if (observed != null) {
        observed.serves(http);
      }
      return new WebServer(
          http, parts, tokens, TokenWatch.start(files, set, besides, tokens), ownToken);
    } catch (IOException | RuntimeException e) {
      parts.close();
      throw e;
    }
  }

  private static boolean isEnabled(Configuration settings) {
    return Boolean.parseBoolean(settings.get(HttpSettings.ENABLED));
  }

  private static String newToken() {
    byte[] bytes = new byte[TOKEN_BYTES];
    new SecureRandom().nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** Where, and who may do what, for the log. */
  public String description() {
    return "%s; %s"
        .formatted(
            uri(),
            tokens.grants(Role.READ)
                ? tokens
                : "nobody can write, for no tidemark.http.token.* is set");
  }

  public URI uri() {
    return http.uri();
  }

  /**
   * What to open in a browser to be able to do all, where the server made itself a token: it stands
   * after the #, which browsers send to nobody. Tokens that were set are shown to nobody.
   */
  public URI uriWithToken() {
    return ownToken == null ? uri() : URI.create(uri() + "#token=" + ownToken);
  }

  @Override
  public void close() {
    watch.close();
    http.close();
    parts.close();
  }
}
