package dev.tidemark.stream;

import dev.tidemark.inference.Tagger;
import dev.tidemark.inference.Tagging;
import dev.tidemark.text.EntitySpan;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;

/**
 * A tagger that calls every capitalised word an entity: deterministic, so that a test knows the
 * result of each input; on threads of its own, so that results come late and out of order.
 */
final class CapitalWords implements Tagger, AutoCloseable {

  static final String MODEL = "capitals@1";
  static final String LABELS = "0123456789abcdef";
  private static final Pattern WORD = Pattern.compile("[A-Z][A-Za-z]*");

  private final ExecutorService threads =
      Executors.newFixedThreadPool(
          3,
          task -> {
            Thread thread = new Thread(task, "capital-words");
            thread.setDaemon(true);
            return thread;
          });
  private final Duration longest;

  /** Takes up to {@code longest} for each text. */
  CapitalWords(Duration longest) {
    this.longest = longest;
  }

  static Tagging tag(String text) {
    List<EntitySpan> entities =
        WORD.matcher(text)
            .results()
            .map(m -> new EntitySpan("WORD", m.start(), m.end(), m.group(), 1.0))
            .toList();
    return new Tagging(entities, MODEL, LABELS, 1, text.length());
  }

  @Override
  public CompletableFuture<Tagging> submit(String text) {
    return CompletableFuture.supplyAsync(
        () -> {
          if (!longest.isZero()) {
            LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(longest.toNanos()));
          }
          return tag(text);
        },
        threads);
  }

  @Override
  public void hurry() {}

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
