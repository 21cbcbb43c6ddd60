package dev.tidemark.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A client that sends whatever it is told, right or wrong. */
public final class RawHttp implements AutoCloseable {

  private final Socket socket;

  public RawHttp(int port) throws IOException {
    this(port, "127.0.0.1");
  }

  /**
   * One with an address of its own.
   *
   * @param from on Linux, anything that begins with 127.
   */
  public RawHttp(int port, String from) throws IOException {
    socket =
        new Socket(InetAddress.getLoopbackAddress(), port, InetAddress.getAllByName(from)[0], 0);
    socket.setSoTimeout(30_000);
  }

  public RawHttp send(String text) throws IOException {
    return send(text.getBytes(StandardCharsets.UTF_8));
  }

  public RawHttp send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
    return this;
  }

  /** Nothing more will be sent, so the server need not wait for it. */
  public RawHttp endSending() throws IOException {
    socket.shutdownOutput();
    return this;
  }

  /** All that comes until the server closes. */
  public String readAll() throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    InputStream in = socket.getInputStream();
    try {
      in.transferTo(all);
    } catch (IOException e) {
      // A reset ends it, too.
    }
    return all.toString(StandardCharsets.UTF_8);
  }

  /** Reads at most so much; answers how much, -1 at the end. */
  public int sip(int most) throws IOException {
    return socket.getInputStream().read(new byte[most]);
  }

  /** The first so many bytes, or what there is until the server closes. */
  public String sipText(int bytes) throws IOException {
    return new String(socket.getInputStream().readNBytes(bytes), StandardCharsets.UTF_8);
  }

  /** One request, which asks the server to close afterwards. */
  public static String ask(int port, String text) throws IOException {
    try (RawHttp raw = new RawHttp(port)) {
      return raw.send(text).readAll();
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
