package dev.tidemark.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

/**
 * A Hub on this machine, as far as models are read from it, with one repository: {@code
 * tiny/model}, branch {@code main}. Two real HTTP servers: small files come from the first, files
 * in Git LFS from the second, to which the first redirects with a signed address, as the Hub does.
 *
 * <p><b>Threading notes.</b> Set up by the test before it asks for anything; requests come in on
 * threads of their own.
 */
public final class LocalHub implements AutoCloseable {

  public static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

  private static final ObjectMapper JSON = new ObjectMapper();

  /** A request that came in, and how it was answered. */
  public record Request(
      boolean atStore, String path, String authorization, String range, int status) {}

  /** An answer out of turn. */
  public record Refusal(int status, String header, String value) {}

  /** How much of a file is sent before the sender breaks off or falls silent. */
  private record Break(int bytes, boolean silent) {}

  private final HttpServer hub;
  private final HttpServer store;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Map<String, byte[]> files = new LinkedHashMap<>();
  private final Map<String, byte[]> sent = new ConcurrentHashMap<>();
  private final Map<String, Deque<Break>> breaks = new ConcurrentHashMap<>();
  private final Deque<Refusal> refusals = new ArrayDeque<>();
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private String token = "";
  private boolean ignoresRanges;
  private String redirectScheme = "http";

  public LocalHub() throws IOException {
    hub = start(this::answer);
    store = start(this::answerOfTheStore);
  }

  private HttpServer start(com.sun.net.httpserver.HttpHandler handler) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", handler);
    server.start();
    return server;
  }

  public String address() {
    return "http://localhost:" + hub.getAddress().getPort();
  }

  public LocalHub with(String name, byte[] content) {
    files.put(name, content);
    return this;
  }

  public LocalHub without(String name) {
    files.remove(name);
    return this;
  }

  /** All files of a folder. */
  public LocalHub withFolder(Path folder) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      for (Path file : all.sorted().toList()) {
        with(file.getFileName().toString(), Files.readAllBytes(file));
      }
    }
    return this;
  }

  /** Only who shows this token is let in. */
  public LocalHub requiring(String secret) {
    token = secret;
    return this;
  }

  /** What is sent is not what the listing says. */
  public LocalHub sending(String name, byte[] other) {
    sent.put(name, other);
    return this;
  }

  /** The next transfer of this file breaks off. */
  public LocalHub breakingOff(String name, int bytes) {
    breaks.computeIfAbsent(name, n -> new ArrayDeque<>()).add(new Break(bytes, false));
    return this;
  }

  /** The next transfer of this file stops, but the connection stays. */
  public LocalHub fallingSilent(String name, int bytes) {
    breaks.computeIfAbsent(name, n -> new ArrayDeque<>()).add(new Break(bytes, true));
    return this;
  }

  /** The next request to the Hub itself is answered so. */
  public LocalHub refusing(int status, String header, String value) {
    refusals.add(new Refusal(status, header, value));
    return this;
  }

  public LocalHub ignoringRanges() {
    ignoresRanges = true;
    return this;
  }

  public LocalHub redirectingTo(String scheme) {
    redirectScheme = scheme;
    return this;
  }

  public List<Request> requests() {
    return List.copyOf(requests);
  }

  public List<Request> requestsFor(String name) {
    return requests.stream().filter(r -> r.path().endsWith("/" + name)).toList();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getRawPath();
      Refusal refusal;
      synchronized (refusals) {
        refusal = refusals.poll();
      }
      String authorization = header(exchange, "Authorization");
      if (refusal != null) {
        exchange.getResponseHeaders().add(refusal.header(), refusal.value());
        status(exchange, false, refusal.status());
      } else if (!token.isEmpty() && !authorization.equals("Bearer " + token)) {
        status(exchange, false, authorization.isEmpty() ? 401 : 403);
      } else if (path.equals("/api/models/tiny/model/revision/main")
          || path.equals("/api/models/tiny/model/revision/" + COMMIT)) {
        send(exchange, false, listing(), path);
      } else if (path.startsWith("/api/models/tiny/model/")) {
        exchange.getResponseHeaders().add("X-Error-Code", "RevisionNotFound");
        status(exchange, false, 404);
      } else if (path.startsWith("/tiny/model/resolve/" + COMMIT + "/")) {
        resolve(exchange, path.substring(path.lastIndexOf('/') + 1));
      } else {
        status(exchange, false, 404);
      }
    }
  }

  private void resolve(HttpExchange exchange, String name) throws IOException {
    if (!isLfs(name)) {
      send(exchange, false, content(name), name);
      return;
    }
    exchange
        .getResponseHeaders()
        .add(
            "Location",
            "%s://localhost:%d/%s?signature=secret"
                .formatted(redirectScheme, store.getAddress().getPort(), name));
    status(exchange, false, 302);
  }

  private void answerOfTheStore(HttpExchange exchange) throws IOException {
    try (exchange) {
      if (!"signature=secret".equals(exchange.getRequestURI().getQuery())) {
        status(exchange, true, 403);
        return;
      }
      String name = exchange.getRequestURI().getPath().substring(1);
      send(exchange, true, content(name), name);
    }
  }

  private byte[] content(String name) {
    return sent.getOrDefault(name, files.getOrDefault(name, new byte[0]));
  }

  /** The whole or the range asked for, or less where the test wants it so. */
  private void send(HttpExchange exchange, boolean atStore, byte[] content, String name)
      throws IOException {
    String range = header(exchange, "Range");
    int from = 0;
    int status = 200;
    if (!range.isEmpty() && !ignoresRanges) {
      from = Integer.parseInt(range.replaceAll("bytes=(\\d+)-", "$1"));
      status = from < content.length ? 206 : 416;
    }
    if (status == 416) {
      status(exchange, atStore, status);
      return;
    }
    exchange
        .getResponseHeaders()
        .add("Content-Range", "bytes %d-%d/%d".formatted(from, content.length - 1, content.length));
    note(exchange, atStore, status);
    int length = content.length - from;
    exchange.sendResponseHeaders(status, length == 0 ? -1 : length);
    Break sudden = breaks.getOrDefault(name, new ArrayDeque<>()).poll();
    OutputStream body = exchange.getResponseBody();
    body.write(content, from, sudden == null ? length : sudden.bytes());
    body.flush();
    if (sudden != null && sudden.silent()) {
      try {
        closing.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void status(HttpExchange exchange, boolean atStore, int status) throws IOException {
    note(exchange, atStore, status);
    exchange.sendResponseHeaders(status, -1);
  }

  private void note(HttpExchange exchange, boolean atStore, int status) {
    requests.add(
        new Request(
            atStore,
            exchange.getRequestURI().getRawPath(),
            header(exchange, "Authorization"),
            header(exchange, "Range"),
            status));
  }

  private static String header(HttpExchange exchange, String name) {
    String value = exchange.getRequestHeaders().getFirst(name);
    return value == null ? "" : value;
  }

  private byte[] listing() {
    ObjectNode answer = JSON.createObjectNode().put("id", "tiny/model").put("sha", COMMIT);
    ArrayNode siblings = answer.putArray("siblings");
    files.forEach(
        (name, content) -> {
          ObjectNode file = siblings.addObject().put("rfilename", name).put("size", content.length);
          file.put("blobId", gitBlobId(content));
          if (isLfs(name)) {
            // As on the Hub: the blob is that of the pointer file.
            file.put("blobId", gitBlobId(pointer(content)));
            ObjectNode lfs = file.putObject("lfs");
            lfs.put("sha256", hash("SHA-256", content)).put("size", content.length);
            lfs.put("pointerSize", pointer(content).length);
          }
        });
    return answer.toString().getBytes(UTF_8);
  }

  private static boolean isLfs(String name) {
    return name.endsWith(".safetensors") || name.endsWith(".bin");
  }

  private static byte[] pointer(byte[] content) {
    return "version https://git-lfs.github.com/spec/v1\noid sha256:%s\nsize %d\n"
        .formatted(hash("SHA-256", content), content.length)
        .getBytes(UTF_8);
  }

  public static String gitBlobId(byte[] content) {
    ByteArrayOutputStream object = new ByteArrayOutputStream();
    object.writeBytes(("blob " + content.length + "\0").getBytes(UTF_8));
    object.writeBytes(content);
    return hash("SHA-1", object.toByteArray());
  }

  public static String hash(String algorithm, byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new UncheckedIOException(new IOException(e));
    }
  }

  @Override
  public void close() {
    closing.countDown();
    hub.stop(0);
    store.stop(0);
    threads.shutdownNow();
  }
}
