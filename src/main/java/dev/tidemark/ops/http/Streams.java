package dev.tidemark.ops.http;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;

/**
 * The threads of answers that go on and on: apart from the server's, which they would use up, and
 * so many and no more, of all clients and of each.
 *
 * <p>Threading notes: any number of threads.
 */
final class Streams implements AutoCloseable {

  private final ExecutorService threads;
  private final Set<Request> running = ConcurrentHashMap.newKeySet();
  private final Shares shares;
  private final Refusals refusals;

  /**
   * None yet.
   *
   * @param ofOne of each client at most; 0 for all
   */
  Streams(int most, int ofOne, Refusals refusals) {
    this.shares = new Shares(ofOne);
    this.refusals = refusals;
    threads =
        new ThreadPoolExecutor(
            0,
            most,
            10,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            work -> {
              Thread thread = new Thread(work, "http-stream");
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * Until the body returns or fails.
   *
   * @throws HttpProblem when there are too many already
   */
  void run(Reply reply, Answer.Body body) {
    Client client = Client.of(reply.request());
    if (!shares.tryTake(client)) {
      refusals.count(Refusals.Of.STREAMS);
      throw HttpProblem.busy(
          "your address has %d streams open, and may have no more; close one"
              .formatted(shares.most()));
    }
    // Nothing to send for a while is no reason to end it; a client that does not read is.
    reply.request().addIdleTimeoutListener(timeout -> false);
    try {
      threads.execute(
          () -> {
            running.add(reply.request());
            try {
              write(reply, body);
            } finally {
              running.remove(reply.request());
              shares.giveBack(client);
            }
          });
    } catch (RejectedExecutionException e) {
      shares.giveBack(client);
      refusals.count(Refusals.Of.STREAMS);
      throw HttpProblem.busy("too many streams are open; close one, or try later");
    }
  }

  private static void write(Reply reply, Answer.Body body) {
    try (OutputStream out = Content.Sink.asOutputStream(reply.response())) {
      body.writeTo(out);
    } catch (IOException | RuntimeException e) {
      reply.callback().failed(e); // the client has left
      return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      reply.callback().failed(e);
      return;
    }
    reply.callback().succeeded();
  }

  /** Those that are open now are cut off; their clients may ask again. */
  void endAll() {
    running.forEach(
        request -> request.getConnectionMetaData().getConnection().getEndPoint().close());
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
