package dev.tidemark.model.hub;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The body of an answer, piece by piece. The JDK's own stream waits for ever for a server that
 * falls silent in the middle of a file; this one does not.
 *
 * <p><b>Threading notes.</b> The HTTP client's threads put pieces in, one thread takes them out. At
 * most one piece is on its way, so a slow disk holds the sender back.
 */
final class ResponseBody implements BodySubscriber<ResponseBody>, AutoCloseable {

  /** A piece, the end (neither), or what went wrong. */
  private record Event(@Nullable List<ByteBuffer> piece, @Nullable Throwable failure) {}

  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private final Duration stallTimeout;
  private Flow.@Nullable Subscription subscription; // guarded by this
  private boolean closed; // guarded by this

  ResponseBody(Duration stallTimeout) {
    this.stallTimeout = stallTimeout;
  }

  /** At once: the answer's status is looked at before its body comes. */
  @Override
  public CompletionStage<ResponseBody> getBody() {
    return CompletableFuture.completedStage(this);
  }

  @Override
  public synchronized void onSubscribe(Flow.Subscription given) {
    subscription = given;
    if (closed) {
      given.cancel();
    } else {
      given.request(1);
    }
  }

  @Override
  public void onNext(List<ByteBuffer> piece) {
    events.add(new Event(piece, null));
  }

  @Override
  public void onError(Throwable failure) {
    events.add(new Event(null, failure));
  }

  @Override
  public void onComplete() {
    events.add(new Event(null, null));
  }

  /**
   * The next piece; null at the end.
   *
   * @throws HttpTimeoutException when none comes in time
   */
  @Nullable List<ByteBuffer> next() throws IOException, InterruptedException {
    Event event = events.poll(stallTimeout.toMillis(), TimeUnit.MILLISECONDS);
    if (event == null) {
      throw new HttpTimeoutException("no data for " + stallTimeout.toSeconds() + " s");
    }
    if (event.failure() != null) {
      throw event.failure() instanceof IOException failure
          ? failure
          : new IOException(event.failure());
    }
    if (event.piece() != null) {
      requestNext();
    }
    return event.piece();
  }

  /** All of it, or an exception when it is longer than that. */
  byte[] readAll(int most) throws IOException, InterruptedException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (List<ByteBuffer> piece = next(); piece != null; piece = next()) {
      for (ByteBuffer buffer : piece) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        all.writeBytes(bytes);
      }
      if (all.size() > most) {
        throw new IOException("the answer is longer than " + most + " bytes");
      }
    }
    return all.toByteArray();
  }

  private synchronized void requestNext() {
    if (subscription != null) {
      subscription.request(1);
    }
  }

  /** Drops what has not come yet. */
  @Override
  public synchronized void close() {
    closed = true;
    if (subscription != null) {
      subscription.cancel();
    }
  }
}
