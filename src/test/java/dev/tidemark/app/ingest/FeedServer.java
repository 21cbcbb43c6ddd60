package dev.tidemark.app.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.zip.GZIPOutputStream;

/** A web server whose every answer a test decides, and which remembers what it was asked. */
final class FeedServer implements AutoCloseable {

  /** An answer; built from {@link #of}. */
  record Answer(int status, Map<String, String> headers, byte[] body, boolean hangs) {

    static Answer of(int status, String body) {
      return new Answer(status, Map.of(), body.getBytes(UTF_8), false);
    }

    static Answer of(int status, byte[] body) {
      return new Answer(status, Map.of(), body, false);
    }

    static Answer redirect(String to) {
      return of(302, "").with("Location", to);
    }

    /** Begins, and never ends. */
    static Answer never() {
      return new Answer(200, Map.of(), "<rss".getBytes(UTF_8), true);
    }

    Answer with(String header, String value) {
      Map<String, String> more = new LinkedHashMap<>(headers);
      more.put(header, value);
      return new Answer(status, more, body, hangs);
    }

    Answer gzipped() {
      ByteArrayOutputStream packed = new ByteArrayOutputStream();
      try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
        gzip.write(body);
      } catch (IOException e) {
        throw new AssertionError(e);
      }
      return new Answer(status, headers, packed.toByteArray(), hangs)
          .with("Content-Encoding", "gzip");
    }
  }

  /** A request as it came. */
  record Request(String path, Map<String, String> headers) {}

  /** What a test says to a request. */
  interface Script {
    Answer answer(Request request);
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final List<Request> requests = Collections.synchronizedList(new ArrayList<>());
  private final Script script;

  FeedServer(Script script) {
    this.script = script;
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new AssertionError("no port", e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  URI at(String path) {
    return URI.create("http://localhost:" + server.getAddress().getPort() + path);
  }

  /** The same server by its number, which may be told apart from its name. */
  URI byNumber(String path) {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
  }

  List<Request> requests() {
    return List.copyOf(requests);
  }

  private void handle(HttpExchange exchange) throws IOException {
    Map<String, String> headers = new LinkedHashMap<>();
    exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, values.get(0)));
    Request request = new Request(exchange.getRequestURI().getPath(), headers);
    requests.add(request);
    Answer answer = script.answer(request);
    try (exchange) {
      answer.headers().forEach((name, value) -> exchange.getResponseHeaders().add(name, value));
      long length = answer.hangs() ? 0 : answer.body().length == 0 ? -1 : answer.body().length;
      exchange.sendResponseHeaders(answer.status(), length);
      if (length >= 0) {
        exchange.getResponseBody().write(answer.body());
        exchange.getResponseBody().flush();
      }
      if (answer.hangs()) {
        closing.await();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    closing.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
