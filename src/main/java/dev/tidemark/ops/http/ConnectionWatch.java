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
 * Closes connections whose client takes too long: to send the head of its next request, or to read
 * an answer. Jetty's own idle timeout begins anew with each byte, and whoever sends or reads one
 * now and then (a slow-loris) would hold a connection, and the answer in memory, for hours.
 *
 * <p>Threading notes: called by all threads of the server.
 */
final class ConnectionWatch extends AbstractLifeCycle implements Connection.Listener {

  private static final long LOOK_MILLIS = 1_000;

  /** Times the patience, for an answer to be read: it may be large. */
  private static final int READING = 4;

  /** What each client is waited for; none while it waits for us. */
  private record Wait(boolean forUs, long since, Duration patience) {

    static final Wait NONE = new Wait(true, 0, Duration.ZERO);

    static Wait from(long now, Duration patience) {
      return new Wait(false, now, patience);
    }

    boolean isOver(long now) {
      return !forUs && now - since > patience.toNanos();
    }
  }

  private final Map<Connection, Wait> waiting = new ConcurrentHashMap<>();

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
        (connection, wait) -> {
          if (wait.isOver(now)) {
            connection.getEndPoint().close();
          }
        });
    schedule();
  }

  @Override
  public void onOpened(Connection connection) {
    // Within TLS there is another one, which knows of requests; it is opened with the outer one.
    if (!(connection instanceof SslConnection)) {
      waiting.put(connection, Wait.from(System.nanoTime(), patience));
    }
  }

  @Override
  public void onClosed(Connection connection) {
    waiting.remove(connection);
  }

  /** From here until it is answered, other deadlines hold. */
  void answering(Request request) {
    Connection connection = request.getConnectionMetaData().getConnection();
    waiting.replace(connection, Wait.NONE);
    Request.addCompletionListener(
        request, failure -> waiting.replace(connection, Wait.from(System.nanoTime(), patience)));
  }

  /** From here until it is read. */
  void sending(Request request) {
    waiting.replace(
        request.getConnectionMetaData().getConnection(),
        Wait.from(System.nanoTime(), patience.multipliedBy(READING)));
  }
}
