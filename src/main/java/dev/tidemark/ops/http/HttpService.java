package dev.tidemark.ops.http;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.List;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP server that answers what its routes say, to whom they say, as fast as is good for the
 * stream beside it. {@link Dispatcher} has the checks of each request.
 *
 * <p>HTTP/1.1 on one address, plain or TLS. No cookies, no sessions, no CORS: what a page of
 * another site asks is not answered so that it could read it.
 *
 * <p>Threading notes: {@link #start} and {@link #close} by one thread.
 */
public final class HttpService implements AutoCloseable {

  private static final int THREADS = 24;
  private static final int STREAMS = 64;
  private static final int HEADER_BYTES = 8 * 1024;

  private final HttpOptions options;
  private final Server server;
  private final ServerConnector connector;
  private final Refusals refusals = new Refusals();
  private final Streams streams;

  /**
   * Not started yet.
   *
   * @throws IllegalArgumentException when two routes are the same
   */
  public HttpService(HttpOptions options, List<Route> routes) {
    this.options = options;
    QueuedThreadPool threads = new QueuedThreadPool(THREADS, 4);
    threads.setName("http");
    threads.setDaemon(true);
    server = new Server(threads);
    server.setStopTimeout(0);
    server.setErrorHandler(new JsonErrors());
    connector = connector(server, options);
    HttpOptions.Limits limits = options.limits();
    // One client has half of all streams at most, unless all clients look like one.
    streams = new Streams(STREAMS, limits.connectionsOfOne() == 0 ? 0 : STREAMS / 2, refusals);
    // Who is connected still with a token that is valid no more must show another.
    options.tokens().onWithdrawal(streams::endAll);
    ConnectionWatch watch = new ConnectionWatch(connector.getScheduler(), limits.patience());
    connector.addBean(watch);
    connector.addEventListener(watch);
    server.addConnector(connector);
    // Before that of all clients: what is refused there takes no place here.
    connector.addBean(new AddressLimit(limits.connectionsOfOne(), options.tls() == null, refusals));
    server.addBean(new NetworkConnectionLimit(limits.connections(), connector));
    server.setHandler(new Dispatcher(options, new Routes(routes), watch, streams, refusals));
  }

  private static ServerConnector connector(Server server, HttpOptions options) {
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.setRequestHeaderSize(HEADER_BYTES);
    http.setHttpCompliance(HttpCompliance.RFC9110);
    http.setUriCompliance(UriCompliance.DEFAULT);
    HttpConnectionFactory plain = new HttpConnectionFactory(http);
    HttpOptions.@Nullable Tls tls = options.tls();
    ServerConnector connector;
    if (tls == null) {
      connector = new ServerConnector(server, 1, 1, plain);
    } else {
      SecureRequestCustomizer secure = new SecureRequestCustomizer();
      // Whoever reaches this by an address, or through a forwarded port, sends no name, or another.
      secure.setSniHostCheck(false);
      http.addCustomizer(secure);
      connector =
          new ServerConnector(
              server, 1, 1, new SslConnectionFactory(certificate(tls), plain.getProtocol()), plain);
    }
    connector.setHost(options.host());
    connector.setPort(options.port());
    connector.setIdleTimeout(options.limits().patience().toMillis());
    connector.setAcceptQueueSize(128);
    return connector;
  }

  private static SslContextFactory.Server certificate(HttpOptions.Tls tls) {
    SslContextFactory.Server factory = new SslContextFactory.Server();
    factory.setKeyStorePath(tls.keystore().toUri().toString());
    factory.setKeyStoreType("PKCS12");
    factory.setKeyStorePassword(tls.password());
    factory.setIncludeProtocols("TLSv1.3", "TLSv1.2");
    return factory;
  }

  /**
   * Says before anything costly is begun what {@link #start} would say after it. Nothing is kept:
   * somebody may still come first.
   *
   * @throws IOException when it is not free: in one line, what is wrong and what to do
   */
  public static void requireFree(HttpOptions options) throws IOException {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true); // as the server: what a former process left behind is no matter
      socket.bind(new InetSocketAddress(options.host(), options.port()));
    } catch (BindException e) {
      throw new AddressInUseException(options.host(), options.port(), e);
    }
  }

  /**
   * From now on it answers.
   *
   * @throws IOException when it cannot: in one line, what is wrong and what to do
   */
  public void start() throws IOException {
    try {
      server.start();
    } catch (Exception e) {
      close();
      throw explained(e);
    }
  }

  private IOException explained(Exception e) {
    for (Throwable t = e; t != null; t = t.getCause()) {
      if (t instanceof BindException) {
        return new AddressInUseException(options.host(), options.port(), e);
      }
    }
    HttpOptions.@Nullable Tls tls = options.tls();
    if (tls != null) {
      return new IOException(
          "the certificate in %s cannot be used (%s); tidemark.http.tls.keystore must be a PKCS12 file with a private key, and tidemark.http.tls.password its password"
              .formatted(tls.keystore(), e.getMessage()),
          e);
    }
    return new IOException("the HTTP server does not start: " + e.getMessage(), e);
  }

  /** Where it listens, once it is started. */
  public int port() {
    return connector.getLocalPort();
  }

  /** For somebody on this machine, once it is started. */
  public URI uri() {
    String host = options.host().equals("0.0.0.0") ? "localhost" : options.host();
    return URI.create(
        "%s://%s:%d/"
            .formatted(
                options.tls() == null ? "http" : "https",
                host.contains(":") ? "[" + host + "]" : host,
                port()));
  }

  /** Open connections. */
  public int connections() {
    return connector.getConnectedEndPoints().size();
  }

  /** Who was sent away, and how often. */
  public Refusals refusals() {
    return refusals;
  }

  /** Ends what it is at; once more does no harm. */
  @Override
  public void close() {
    streams.close();
    try {
      server.stop();
    } catch (Exception e) {
      throw new IllegalStateException("the HTTP server does not stop", e);
    }
  }
}
