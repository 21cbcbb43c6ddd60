package dev.tidemark.ops.http;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Reads a body without holding a thread: a thousand clients that send a byte now and then cost a
 * thousand buffers. Too long and too slow a body are given up.
 *
 * <p>Threading notes: Jetty calls {@link #run} from one thread at a time.
 */
final class BodyReader implements Runnable {

  private final Request request;
  private final int most;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final CompletableFuture<byte[]> whole = new CompletableFuture<>();

  private BodyReader(Request request, int most) {
    this.request = request;
    this.most = most;
  }

  /** Completes with the body, or with an {@link HttpProblem}. */
  static CompletableFuture<byte[]> read(Request request, int most, Duration patience) {
    if (request.getLength() > most) {
      return CompletableFuture.failedFuture(tooLarge(most));
    }
    BodyReader reader = new BodyReader(request, most);
    Scheduler.Task deadline =
        request
            .getComponents()
            .getScheduler()
            .schedule(
                () -> request.fail(new TimeoutException("the body is too slow")),
                patience.toMillis(),
                TimeUnit.MILLISECONDS);
    reader.run();
    return reader.whole.whenComplete((body, failure) -> deadline.cancel());
  }

  @Override
  public void run() {
    while (!whole.isDone()) {
      Content.Chunk chunk = request.read();
      if (chunk == null) {
        request.demand(this);
        return;
      }
      if (Content.Chunk.isFailure(chunk)) {
        fail(chunk.getFailure());
        return;
      }
      take(chunk);
    }
  }

  private void take(Content.Chunk chunk) {
    ByteBuffer buffer = chunk.getByteBuffer();
    boolean last = chunk.isLast();
    boolean fits = bytes.size() + buffer.remaining() <= most;
    if (fits) {
      byte[] part = new byte[buffer.remaining()];
      buffer.get(part);
      bytes.write(part, 0, part.length);
    }
    chunk.release();
    if (!fits) {
      fail(tooLarge(most));
    } else if (last) {
      boolean ignored = whole.complete(bytes.toByteArray());
    }
  }

  private void fail(Throwable why) {
    Throwable problem = why;
    if (why instanceof TimeoutException) {
      problem = new HttpProblem(408, "too_slow", "the body did not come in time");
    } else if (!(why instanceof HttpProblem)) {
      problem = HttpProblem.badRequest("the body cannot be read");
    }
    boolean ignored = whole.completeExceptionally(problem);
  }

  private static HttpProblem tooLarge(int most) {
    return new HttpProblem(
        413, "too_large", "the body may have %d bytes (tidemark.http.max-body)".formatted(most));
  }
}
