package dev.tidemark.app.ingest;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Asks for a feed by HTTP: conditionally, within limits of time and size, following redirects only
 * where they may lead.
 *
 * <p>A redirect leads to http or https, and never from outside into the own network ({@link
 * Network}). The name is looked up once for that and once more to connect, so a server whose
 * address changes in between gets past it (docs/ingest.md).
 *
 * <p>Threading notes: safe for use by any number of threads.
 */
final class FeedClient {

  /**
   * @param patience for a whole answer
   * @param mostBytes of a document, unpacked
   */
  record Limits(Duration patience, int mostBytes) {
    static final Limits DEFAULT = new Limits(Duration.ofSeconds(30), 16 << 20);
  }

  static final String USER_AGENT = "Tidemark (feed reader)";

  private static final int MOST_REDIRECTS = 5;
  private static final String ACCEPT =
      "application/atom+xml, application/rss+xml, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.1";
  private static final Pattern MAX_AGE =
      Pattern.compile("(?:^|[\\s,])max-age\\s*=\\s*\"?(\\d{1,9})");

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NEVER)
          .connectTimeout(Duration.ofSeconds(10))
          .build();
  private final Network network;
  private final Limits limits;
  private final InstantSource clock;

  FeedClient(Network network, Limits limits, InstantSource clock) {
    this.network = network;
    this.limits = limits;
    this.clock = clock;
  }

  /** Never throws but when it is interrupted: what goes wrong is an answer. */
  FeedAnswer fetch(URI feed, FeedState.Validators known) throws InterruptedException {
    try {
      URI at = feed;
      boolean outside = !network.isInside(feed.getHost());
      for (int hop = 0; hop <= MOST_REDIRECTS; hop++) {
        HttpResponse<byte[]> response = get(at, known);
        if (!isRedirect(response.statusCode())) {
          return answer(response);
        }
        URI to = target(at, response);
        boolean inside = network.isInside(to.getHost());
        if (outside && inside) {
          return new FeedAnswer.Failed("redirects into this machine's own network", null);
        }
        outside |= !inside;
        at = to;
      }
      return new FeedAnswer.Failed("redirects more than %d times".formatted(MOST_REDIRECTS), null);
    } catch (UnknownHostException e) {
      return new FeedAnswer.Failed("there is no host of that name", null);
    } catch (TimeoutException e) {
      return new FeedAnswer.Failed("no whole answer within " + limits.patience(), null);
    } catch (IOException e) {
      return new FeedAnswer.Failed(
          e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage(), null);
    }
  }

  private HttpResponse<byte[]> get(URI at, FeedState.Validators known)
      throws IOException, TimeoutException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(at)
            .header("User-Agent", USER_AGENT)
            .header("Accept", ACCEPT)
            .header("Accept-Encoding", "gzip");
    if (known.etag() != null) {
      request.header("If-None-Match", known.etag());
    }
    if (known.lastModified() != null) {
      request.header("If-Modified-Since", known.lastModified());
    }
    CompletableFuture<HttpResponse<byte[]>> response =
        http.sendAsync(request.build(), info -> new LimitedBody(limits.mostBytes()));
    try {
      return response.get(limits.patience().toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
    } finally {
      boolean unused = response.cancel(true); // hangs up where it has not ended
    }
  }

  private FeedAnswer answer(HttpResponse<byte[]> response) throws IOException {
    HttpHeaders headers = response.headers();
    Duration fresh = maxAge(headers);
    return switch (response.statusCode()) {
      case 200 ->
          new FeedAnswer.Document(
              unpacked(response.body(), headers),
              headers.firstValue("Content-Type").orElse(null),
              new FeedState.Validators(
                  headers.firstValue("ETag").orElse(null),
                  headers.firstValue("Last-Modified").orElse(null)),
              fresh);
      case 304 -> new FeedAnswer.Unchanged(fresh);
      default -> new FeedAnswer.Failed("HTTP status " + response.statusCode(), retryAfter(headers));
    };
  }

  private static boolean isRedirect(int status) {
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
  }

  private static URI target(URI at, HttpResponse<byte[]> response) throws IOException {
    String location =
        response
            .headers()
            .firstValue("Location")
            .orElseThrow(() -> new IOException("a redirect to nowhere"));
    try {
      URI to = at.resolve(location);
      if (isHttp(to)) {
        return to;
      }
    } catch (IllegalArgumentException e) {
      // told below
    }
    throw new IOException("a redirect to what is no address of http or https");
  }

  /** Whether this can be asked for at all. */
  static boolean isHttp(URI address) {
    return ("http".equalsIgnoreCase(address.getScheme())
            || "https".equalsIgnoreCase(address.getScheme()))
        && address.getHost() != null;
  }

  private byte[] unpacked(byte[] body, HttpHeaders headers) throws IOException {
    String encoding = headers.firstValue("Content-Encoding").orElse("identity");
    boolean gzip =
        encoding.equalsIgnoreCase("gzip")
            || encoding.equalsIgnoreCase("x-gzip")
            || (body.length > 2 && body[0] == 0x1f && body[1] == (byte) 0x8b);
    if (!gzip) {
      if (!encoding.equalsIgnoreCase("identity")) {
        throw new IOException("Content-Encoding '%s' was not asked for".formatted(encoding));
      }
      return body;
    }
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(body))) {
      byte[] bytes = in.readNBytes(limits.mostBytes() + 1);
      if (bytes.length > limits.mostBytes()) {
        throw new IOException("more than %d bytes".formatted(limits.mostBytes()));
      }
      return bytes;
    }
  }

  private static @Nullable Duration maxAge(HttpHeaders headers) {
    String control = String.join(",", headers.allValues("Cache-Control")).toLowerCase(Locale.ROOT);
    Matcher matcher = MAX_AGE.matcher(control);
    boolean store = !control.contains("no-cache") && !control.contains("no-store");
    return store && matcher.find() ? Duration.ofSeconds(Long.parseLong(matcher.group(1))) : null;
  }

  /** Seconds, or a date. */
  private @Nullable Duration retryAfter(HttpHeaders headers) {
    String value = headers.firstValue("Retry-After").orElse("").strip();
    if (value.matches("\\d{1,9}")) {
      return Duration.ofSeconds(Long.parseLong(value));
    }
    try {
      Instant at = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      return Duration.between(clock.instant(), at);
    } catch (DateTimeParseException e) {
      return null;
    }
  }
}
