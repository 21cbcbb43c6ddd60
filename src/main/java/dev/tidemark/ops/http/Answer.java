package dev.tidemark.ops.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a request gets. The headers that every answer has are not the handler's business. */
public sealed interface Answer {

  /** Headers of its own, {@code Content-Type} among them. */
  Map<String, String> headers();

  /** One that is there as a whole. */
  record Whole(int status, Map<String, String> headers, byte[] body) implements Answer {

    public Whole {
      headers = Map.copyOf(headers);
    }

    /** With more headers. */
    public Whole with(Map<String, String> more) {
      Map<String, String> all = new LinkedHashMap<>(headers);
      all.putAll(more);
      return new Whole(status, all, body);
    }
  }

  /** One that goes on until its body returns or the client leaves. */
  record Streamed(Map<String, String> headers, Body body) implements Answer {

    public Streamed {
      headers = Map.copyOf(headers);
    }
  }

  /** Writes a streamed answer, on a thread of its own. */
  @FunctionalInterface
  interface Body {

    /**
     * Each write goes out at once, so write whole events; it throws when the client is gone. Write
     * something every ten seconds or so, or that is never noticed. The thread is interrupted when
     * the server closes.
     */
    void writeTo(OutputStream out) throws IOException, InterruptedException;
  }

  /** A JSON document. */
  static Whole json(int status, JsonNode node) {
    try {
      return of(status, "application/json", Json.MAPPER.writeValueAsBytes(node));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree can always be written", e);
    }
  }

  static Whole json(JsonNode node) {
    return json(200, node);
  }

  static Whole of(int status, String contentType, byte[] body) {
    return new Whole(status, Map.of("Content-Type", contentType), body);
  }

  /** Such as {@code text/event-stream}. */
  static Streamed stream(String contentType, Body body) {
    return new Streamed(Map.of("Content-Type", contentType), body);
  }
}
