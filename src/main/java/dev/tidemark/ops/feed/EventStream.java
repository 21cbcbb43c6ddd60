package dev.tidemark.ops.feed;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;

/**
 * Frames of a {@code text/event-stream} (the HTML standard, "Server-sent events").
 *
 * <p>Each field is one line, so what goes into one must hold no line break.
 */
final class EventStream {

  /** Sent first: a browser that lost the line comes back after two seconds. */
  static final byte[] RETRY = "retry: 2000\n\n".getBytes(UTF_8);

  static final byte[] HEARTBEAT = ": heartbeat\n\n".getBytes(UTF_8);

  private EventStream() {}

  /** An event whose data is one line of JSON. */
  static byte[] event(String name, String id, byte[] json) {
    ByteArrayOutputStream frame = new ByteArrayOutputStream(json.length + 64);
    frame.writeBytes(("event: " + name + "\n").getBytes(UTF_8));
    if (!id.isEmpty()) {
      frame.writeBytes(("id: " + id + "\n").getBytes(UTF_8));
    }
    frame.writeBytes("data: ".getBytes(UTF_8));
    frame.writeBytes(oneLine(json));
    frame.writeBytes("\n\n".getBytes(UTF_8));
    return frame.toByteArray();
  }

  /**
   * The same JSON without line breaks. Inside its strings JSON has none (they are escaped), and
   * outside them one kind of white space is as good as another; so nothing needs parsing, and
   * numbers stay as they were written.
   */
  static byte[] oneLine(byte[] json) {
    byte[] line = json.clone();
    for (int i = 0; i < line.length; i++) {
      if (line[i] == '\n' || line[i] == '\r') {
        line[i] = ' ';
      }
    }
    return line;
  }
}
