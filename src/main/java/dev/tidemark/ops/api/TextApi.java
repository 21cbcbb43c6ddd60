package dev.tidemark.ops.api;

import dev.tidemark.ops.http.Answer;
import dev.tidemark.ops.http.Call;
import dev.tidemark.ops.http.HttpProblem;
import dev.tidemark.ops.http.Role;
import dev.tidemark.ops.http.Route;
import dev.tidemark.ops.http.RouteSource;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * One text, tagged or filled while the client waits.
 *
 * <p>The model is the stream's: what is asked here waits in the same queue. So only {@value
 * #KIBIBYTES} KiB of text, of all clients, are in work at a time, and beside them one text of more
 * than {@value #LONG} KiB, so that it keeps no short one out; whoever asks beyond that is told to
 * come again. The stream never waits for more.
 *
 * <p>Threading notes: any number of threads.
 */
public final class TextApi implements RouteSource {

  private static final int KIBIBYTES = 256;
  private static final int LEAST = 32; // so that at most eight threads wait here
  private static final int LONG = 64;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final TextService texts;
  private final Semaphore shortTexts = new Semaphore(KIBIBYTES);
  private final Semaphore longTexts = new Semaphore(1);

  public TextApi(TextService texts) {
    this.texts = texts;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.post("/api/v1/tag", Role.READ, call -> answer(call, texts::tag)),
        Route.post("/api/v1/fill-mask", Role.READ, call -> answer(call, texts::fill)));
  }

  private Answer answer(Call call, Function<byte[], CompletableFuture<byte[]>> ask)
      throws InterruptedException {
    long since = System.nanoTime();
    int kibibytes = call.body().length / 1024;
    boolean isLong = kibibytes > LONG;
    Semaphore room = isLong ? longTexts : shortTexts;
    int size = isLong ? 1 : Math.max(LEAST, kibibytes);
    if (!room.tryAcquire(size)) {
      throw HttpProblem.busy(
          isLong
              ? "the model is busy with another long text; try again in some seconds"
              : "the model is busy with other requests; try again in a second");
    }
    CompletableFuture<byte[]> answer;
    try {
      // Of a long text this may wait until the queue before the model has room.
      answer = ask.apply(call.body());
    } catch (RuntimeException | Error e) {
      room.release(size);
      throw problem(e);
    }
    // When the model has done it, not when the client has gone.
    var unused = answer.whenComplete((bytes, failure) -> room.release(size));
    try {
      return Answer.of(
          200,
          "application/json",
          answer.get(PATIENCE.toNanos() - (System.nanoTime() - since), TimeUnit.NANOSECONDS));
    } catch (ExecutionException e) {
      throw problem(e.getCause() == null ? e : e.getCause());
    } catch (TimeoutException e) {
      throw HttpProblem.busy("the model took too long; try again");
    }
  }

  private static RuntimeException problem(Throwable failure) {
    if (failure instanceof UnusableTextException unusable) {
      return new HttpProblem(
          unusable.stage() == UnusableTextException.Stage.READ ? 400 : 422,
          unusable.stage().name().toLowerCase(Locale.ROOT),
          String.valueOf(unusable.getMessage()));
    }
    return failure instanceof RuntimeException e
        ? e
        : new IllegalStateException("the model failed", failure);
  }
}
