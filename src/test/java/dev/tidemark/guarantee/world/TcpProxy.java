package dev.tidemark.guarantee.world;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * Stands between instances and their broker, which advertises the proxy's address: cuts
 * connections, refuses new ones, holds bytes back.
 *
 * <p>Threading notes: two threads for each connection; the faults are volatile or guarded by {@code
 * this}, and may be set by any thread.
 */
public final class TcpProxy implements AutoCloseable {

  private final ServerSocket server;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private volatile int target;
  private volatile boolean refusing;
  private volatile Duration delay = Duration.ZERO;
  private boolean frozen;
  private boolean closed;

  /** A proxy that listens already; nobody gets through before {@link #to}. */
  public TcpProxy() {
    try {
      server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException("no port for the proxy", e);
    }
    daemon("proxy-accept", this::accept);
  }

  public int port() {
    return server.getLocalPort();
  }

  /** Sends everyone who connects from now on to a local port. */
  public void to(int port) {
    target = port;
  }

  /** Cuts what is connected; whoever connects anew gets through. */
  public void cut() {
    open.forEach(TcpProxy::closeQuietly);
  }

  /** Cuts what is connected, and cuts whoever connects until {@link #mend}. */
  public void cutUntilMended() {
    refusing = true;
    cut();
  }

  /**
   * Holds all bytes back, both ways, until {@link #mend}: nobody is told that anything is wrong.
   */
  public synchronized void freeze() {
    frozen = true;
  }

  /** Everything gets through again. */
  public synchronized void mend() {
    refusing = false;
    frozen = false;
    notifyAll();
  }

  /** Each chunk of bytes is this late, each way. */
  public void delay(Duration each) {
    delay = each;
  }

  private void accept() {
    try {
      while (true) {
        Socket client = server.accept();
        if (refusing) {
          closeQuietly(client);
          continue;
        }
        Socket broker = new Socket(InetAddress.getLoopbackAddress(), target);
        open.add(client);
        open.add(broker);
        daemon("proxy-to-broker", () -> pump(client, broker));
        daemon("proxy-to-client", () -> pump(broker, client));
      }
    } catch (IOException e) {
      // closed
    }
  }

  private void pump(Socket from, Socket to) {
    byte[] buffer = new byte[1 << 16];
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        awaitThaw();
        LockSupport.parkNanos(delay.toNanos());
        out.write(buffer, 0, read);
      }
    } catch (IOException | InterruptedException e) {
      // one side has gone; so the other goes
    } finally {
      open.remove(from);
      open.remove(to);
    }
  }

  private synchronized void awaitThaw() throws InterruptedException {
    while (frozen && !closed) {
      wait();
    }
  }

  private static void daemon(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // as good as closed
    }
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      notifyAll();
    }
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException("the proxy does not close", e);
    }
    cut();
  }
}
