package dev.tidemark.ops.http;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.component.AbstractLifeCycle;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Closes connections that have waited too long for the head of their next request to be complete.
 * Jetty's own idle timeout begins anew with each byte, and whoever sends one now and then (a
 * slow-loris) would hold a connection for hours.
 *
 * <p>Threading notes: called by all threads of the server.
 */
final class ConnectionWatch extends AbstractLifeCycle implements Connection.Listener {

  private static final long LOOK_MILLIS = 1_000;
  private static final long ANSWERING = Long.MAX_VALUE;

  /** Since when each waits, in {@link System#nanoTime}, or {@link #ANSWERING}. */
  private final Map<Connection, Long> waiting = new ConcurrentHashMap<>();

  private final Scheduler scheduler;
  private final Duration patience;

  ConnectionWatch(Scheduler scheduler, Duration patience) {
    this.scheduler = scheduler;
    this.patience = patience;
  }

  @Override
  protected void doStart() {
    schedule();
  }

  private void schedule() {
    var unused = scheduler.schedule(this::look, LOOK_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void look() {
    if (!isRunning()) {
      return;
    }
    long now = System.nanoTime();
    waiting.forEach(
        (connection, since) -> {
          if (since != ANSWERING && now - since > patience.toNanos()) {
            connection.getEndPoint().close();
          }
        });
    schedule();
  }

  @Override
  public void onOpened(Connection connection) {
    // Within TLS there is another one, which knows of requests; it is opened with the outer one.
    if (!(connection instanceof SslConnection)) {
      waiting.put(connection, System.nanoTime());
    }
  }

  @Override
  public void onClosed(Connection connection) {
    waiting.remove(connection);
  }

  /** From here until it is answered, other deadlines hold. */
  void answering(Request request) {
    Connection connection = request.getConnectionMetaData().getConnection();
    waiting.replace(connection, ANSWERING);
    Request.addCompletionListener(
        request, failure -> waiting.replace(connection, System.nanoTime()));
  }
}
