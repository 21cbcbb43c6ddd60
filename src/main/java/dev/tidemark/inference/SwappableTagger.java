package dev.tidemark.inference;

import dev.tidemark.text.FillOptions;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * A tagger whose model can be replaced while it works. A text is answered by the model that was
 * live when it was submitted; since each model has batches of its own, two versions never share
 * one. The former model is closed when its last answer is out, and its memory given back.
 *
 * <p>Threading notes: safe for use by any number of threads.
 */
public final class SwappableTagger implements Tagger, AutoCloseable {

  /** A tagger and who waits for it. */
  private record Served(VersionedTagger tagger, Lease lease) {

    Served(VersionedTagger tagger) {
      this(tagger, new Lease());
    }
  }

  /** Closing a tagger waits for its own threads, on one of which its last answer is given. */
  private final ExecutorService closer =
      Executors.newSingleThreadExecutor(
          work -> {
            Thread thread = new Thread(work, "model-closer");
            thread.setDaemon(true);
            return thread;
          });

  private final List<Served> retired = new CopyOnWriteArrayList<>();
  private volatile Served live;

  /**
   * A tagger that begins with this one.
   *
   * @param first this one's from now on, as every later one
   */
  public SwappableTagger(VersionedTagger first) {
    this.live = new Served(first);
  }

  /** What submitted texts are answered by from now on. */
  public String version() {
    return live.tagger.version();
  }

  /** Whether the live model still answers. */
  public boolean isAlive() {
    return live.tagger.isAlive();
  }

  /**
   * Puts another model in the live one's place. Returns at once.
   *
   * @return completes when the former one is closed; exceptionally where closing failed
   */
  public synchronized CompletableFuture<Void> swap(VersionedTagger next) {
    Served former = live;
    retired.add(former);
    live = new Served(next);
    // What waits for company in its queue will have none any more.
    former.tagger.hurry();
    return former
        .lease
        .retire()
        .thenRunAsync(former.tagger::close, closer)
        .whenComplete((closed, failure) -> retired.remove(former));
  }

  @Override
  public CompletableFuture<Tagging> submit(String text) {
    return submit(text, FillOptions.USUAL);
  }

  @Override
  public CompletableFuture<Tagging> submit(String text, FillOptions options) {
    Served served = lease();
    return leaving(served, () -> served.tagger.submit(text, options));
  }

  private Served lease() {
    Served served = live;
    while (!served.lease.enter()) {
      served = live; // it was swapped out between the two
    }
    return served;
  }

  private static CompletableFuture<Tagging> leaving(
      Served served, Supplier<CompletableFuture<Tagging>> submit) {
    CompletableFuture<Tagging> answer;
    try {
      answer = submit.get();
    } catch (RuntimeException | Error e) {
      served.lease.leave();
      throw e;
    }
    // Not the future that this makes: callers would wait for the bookkeeping.
    CompletableFuture<Tagging> ignored =
        answer.whenComplete((tagging, failure) -> served.lease.leave());
    return answer;
  }

  @Override
  public void hurry() {
    live.tagger.hurry();
    retired.forEach(served -> served.tagger.hurry());
  }

  /** Closes the live model and waits for those before it. */
  @Override
  public synchronized void close() {
    CompletableFuture<Void> last = live.lease.retire().thenRunAsync(live.tagger::close, closer);
    closer.shutdown();
    try {
      if (!closer.awaitTermination(1, TimeUnit.MINUTES)) {
        closer.shutdownNow();
      }
      last.getNow(null);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
