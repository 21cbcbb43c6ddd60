package dev.tidemark.ops.tracing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.GZIPInputStream;

/** A collector of traces, as much of OTLP over HTTP (protobuf) as a test has to read. */
final class OtlpReceiver implements AutoCloseable {

  /** What the test looks at of a span. */
  record Span(
      String traceId,
      String id,
      String parent,
      String name,
      long start,
      long end,
      Map<String, String> attributes,
      boolean error) {}

  private final HttpServer server;
  private final List<Span> spans = new CopyOnWriteArrayList<>();
  private final List<String> bodies = new CopyOnWriteArrayList<>();

  OtlpReceiver() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new AssertionError("no port", e);
    }
    server.createContext("/v1/traces", this::receive);
    server.start();
  }

  URI endpoint() {
    return URI.create("http://localhost:" + server.getAddress().getPort() + "/v1/traces");
  }

  List<Span> spans() {
    return List.copyOf(spans);
  }

  Span spanOf(String id) {
    return spans.stream().filter(span -> span.id().equals(id)).findFirst().orElseThrow();
  }

  Span named(String name) {
    return spans.stream().filter(span -> span.name().equals(name)).findFirst().orElseThrow();
  }

  /** All bytes that came, for what must not be among them. */
  String everything() {
    return String.join("", bodies);
  }

  private void receive(HttpExchange exchange) throws IOException {
    try (exchange) {
      InputStream in = new ByteArrayInputStream(exchange.getRequestBody().readAllBytes());
      boolean gzip = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
      byte[] body = (gzip ? new GZIPInputStream(in) : in).readAllBytes();
      bodies.add(new String(body, ISO_8859_1));
      // ExportTraceServiceRequest: resource_spans 1, scope_spans 2, spans 2.
      for (byte[] resource : Message.of(body).messages(1)) {
        for (byte[] scope : Message.of(resource).messages(2)) {
          Message.of(scope).messages(2).forEach(span -> spans.add(span(Message.of(span))));
        }
      }
      exchange.getResponseHeaders().add("Content-Type", "application/x-protobuf");
      exchange.sendResponseHeaders(200, -1);
    }
  }

  /** trace_id 1, span_id 2, parent 4, name 5, start 7, end 8, attributes 9, status 15. */
  private static Span span(Message span) {
    Map<String, String> attributes = new TreeMap<>();
    for (byte[] attribute : span.messages(9)) {
      Message pair = Message.of(attribute);
      Message value = Message.of(pair.messages(2).get(0)); // string 1, int 3
      attributes.put(
          new String(pair.messages(1).get(0), UTF_8),
          value.messages(1).isEmpty()
              ? Long.toString(value.number(3))
              : new String(value.messages(1).get(0), UTF_8));
    }
    HexFormat hex = HexFormat.of();
    return new Span(
        hex.formatHex(span.messages(1).get(0)),
        hex.formatHex(span.messages(2).get(0)),
        hex.formatHex(span.messages(4).get(0)),
        new String(span.messages(5).get(0), UTF_8),
        span.number(7),
        span.number(8),
        attributes,
        !span.messages(15).isEmpty() && Message.of(span.messages(15).get(0)).number(3) == 2);
  }

  /** A protobuf message, by the numbers of its fields. */
  private record Message(Map<Integer, List<byte[]>> parts, Map<Integer, Long> numbers) {

    static Message of(byte[] bytes) {
      Message message = new Message(new LinkedHashMap<>(), new LinkedHashMap<>());
      ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
      while (in.hasRemaining()) {
        long tag = varint(in);
        int field = (int) (tag >>> 3);
        switch ((int) (tag & 7)) {
          case 0 -> message.numbers.put(field, varint(in));
          case 1 -> message.numbers.put(field, in.getLong());
          case 5 -> message.numbers.put(field, (long) in.getInt());
          case 2 -> {
            byte[] part = new byte[(int) varint(in)];
            in.get(part);
            message.parts.computeIfAbsent(field, f -> new ArrayList<>()).add(part);
          }
          default -> throw new IllegalArgumentException("no protobuf");
        }
      }
      return message;
    }

    List<byte[]> messages(int field) {
      return parts.getOrDefault(field, List.of());
    }

    long number(int field) {
      return numbers.getOrDefault(field, 0L);
    }

    private static long varint(ByteBuffer in) {
      long value = 0;
      for (int shift = 0; ; shift += 7) {
        byte b = in.get();
        value |= (long) (b & 0x7f) << shift;
        if (b >= 0) {
          return value;
        }
      }
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
