package dev.tidemark.model.hub;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLException;

/**
 * One GET, its redirects followed. The Hub answers for a file with a redirect to a signed address
 * at another host: the token must not go there, so the JDK's client is told not to follow, and each
 * step is judged here.
 */
final class HubClient {

  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
  private static final int MOST_REDIRECTS = 10;

  private final HubSettings settings;
  private final HttpClient http;

  HubClient(HubSettings settings) {
    this.settings = settings;
    this.http =
        HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NEVER)
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(settings.connectTimeout())
            .build();
  }

  /**
   * An answer that is no redirect.
   *
   * @param uri where it came from, in the end
   */
  record Answer(URI uri, int status, HttpHeaders headers, ResponseBody body)
      implements AutoCloseable {

    Optional<String> header(String name) {
      return headers.firstValue(name);
    }

    @Override
    public void close() {
      body.close();
    }
  }

  /**
   * Asks.
   *
   * @param from first byte wanted; 0 for all
   * @throws TransientFailure when the connection breaks
   * @throws HubException when there is none at all, or a redirect is refused
   */
  Answer get(URI first, long from) throws TransientFailure, InterruptedException {
    URI uri = first;
    for (int i = 0; i <= MOST_REDIRECTS; i++) {
      HttpResponse<ResponseBody> response = send(uri, from);
      if (!REDIRECTS.contains(response.statusCode())) {
        return new Answer(uri, response.statusCode(), response.headers(), response.body());
      }
      response.body().close();
      uri = target(uri, response.headers());
    }
    throw new HubException(
        "%s redirects more than %d times".formatted(HubSettings.origin(first), MOST_REDIRECTS));
  }

  private HttpResponse<ResponseBody> send(URI uri, long from)
      throws TransientFailure, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .timeout(settings.stallTimeout())
            .header("User-Agent", "tidemark")
            // Sizes and checksums are those of the file, not of a compressed form of it.
            .header("Accept-Encoding", "identity");
    if (settings.token() != null && settings.isEndpointsOrigin(uri)) {
      request.header("Authorization", "Bearer " + settings.token());
    }
    if (from > 0) {
      request.header("Range", "bytes=" + from + "-");
    }
    try {
      return http.send(request.build(), ignored -> new ResponseBody(settings.stallTimeout()));
    } catch (ConnectException | HttpConnectTimeoutException e) {
      throw new HubUnreachableException(
          "%s cannot be reached%s: check the network, HF_ENDPOINT and a proxy (https.proxyHost); HF_HUB_OFFLINE=1 uses only what is in %s"
              .formatted(HubSettings.origin(uri), because(e), settings.cache()),
          e);
    } catch (SSLException e) {
      throw new HubUnreachableException(
          "no secure connection to %s%s: check HF_ENDPOINT and the certificates that this Java trusts"
              .formatted(HubSettings.origin(uri), because(e)),
          e);
    } catch (IOException e) {
      throw broken(uri, e);
    }
  }

  static TransientFailure broken(URI uri, IOException e) {
    return new TransientFailure(
        "the connection to %s broke off%s".formatted(HubSettings.origin(uri), because(e)), null, e);
  }

  private static String because(IOException e) {
    String message = e.getMessage();
    if (message == null && e instanceof ConnectException) {
      message = "no such host, or nothing listens there";
    }
    return message == null ? "" : " (" + message + ")";
  }

  /** Where a redirect leads; never from https to http. */
  URI target(URI from, HttpHeaders headers) {
    String origin = HubSettings.origin(from);
    String location =
        headers
            .firstValue("Location")
            .orElseThrow(() -> new HubException(origin + " redirects, but does not say where to"));
    URI target;
    try {
      target = from.resolve(location);
    } catch (IllegalArgumentException e) {
      throw new HubException(origin + " redirects to something that is no address");
    }
    String scheme = String.valueOf(target.getScheme());
    boolean plain = scheme.equals("http") && "http".equals(settings.endpoint().getScheme());
    if ((!scheme.equals("https") && !plain) || target.getHost() == null) {
      throw new HubException(
          "%s redirects to %s, which is not https: refused"
              .formatted(origin, HubSettings.origin(target)));
    }
    return target;
  }
}
