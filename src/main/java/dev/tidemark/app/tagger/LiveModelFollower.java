package dev.tidemark.app.tagger;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.adaptation.AdaptationMetrics;
import dev.tidemark.app.cli.Json;
import dev.tidemark.app.models.LiveAlias;
import dev.tidemark.app.process.NativeHeap;
import dev.tidemark.inference.SwappableTagger;
import dev.tidemark.inference.VersionedTagger;
import dev.tidemark.model.store.LiveModel;
import dev.tidemark.model.store.StoreUnavailableException;
import dev.tidemark.stream.CompactedTopic;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Swaps the serving model whenever the alias points to another one. The next model is fetched,
 * checked, loaded and tried out before anything changes; one that fails is refused, which is
 * reported on {@code model-events}, and the one before serves on.
 *
 * <p>Threading notes: a thread of its own.
 */
public final class LiveModelFollower implements AutoCloseable {

  /** Brings a model to life; may take as long as it takes. */
  interface Loader {
    VersionedTagger load(String model) throws IOException;
  }

  /**
   * Every model must have an answer to these: nothing, a sentence, and masks as either kind of
   * model spells them, which its second head fills. Short ones: the longest rows there are have
   * been tried with the first model of this size ({@link TaggerLoader}), and would be taken from
   * the stream.
   */
  private static final List<String> TRIAL =
      List.of("", "Ada Lovelace met Charles Babbage in London.", "The [MASK] of <mask>.");

  private static final Duration LOOK = Duration.ofMillis(200);
  private static final Duration TRIAL_PATIENCE = Duration.ofMinutes(2);
  private static final Duration RETRY = Duration.ofSeconds(10);
  private static final Logger LOG = LoggerFactory.getLogger(LiveModelFollower.class);

  private final LiveAlias alias;
  private final SwappableTagger tagger;
  private final Loader loader;
  private final InstantSource clock;
  private final AdaptationMetrics metrics;
  private final Thread thread = new Thread(this::follow, "live-model");
  private volatile boolean stopped;
  private String model;
  private @Nullable LiveModel wanted;
  private long notBefore = System.nanoTime();

  /**
   * Follows from now on.
   *
   * @param alias read to its end; closed with this
   * @param model what serves now, as the alias names models
   * @param tagger whose model is swapped
   */
  LiveModelFollower(
      LiveAlias alias,
      String model,
      SwappableTagger tagger,
      Loader loader,
      InstantSource clock,
      AdaptationMetrics metrics) {
    this.alias = alias;
    this.model = model;
    this.tagger = tagger;
    this.loader = loader;
    this.clock = clock;
    this.metrics = metrics;
  }

  void start() {
    thread.setDaemon(true);
    thread.start();
  }

  private void follow() {
    while (!stopped) {
      try {
        alias.poll(LOOK).forEach(this::note);
        LiveModel next = wanted;
        if (next != null && System.nanoTime() - notBefore >= 0) {
          take(next);
        }
      } catch (KafkaException e) {
        if (!stopped) {
          LOG.warn("model events cannot be read ({}); {} serves on", e.getMessage(), model);
        }
      }
    }
  }

  private void note(CompactedTopic.Entry entry) {
    byte[] value = entry.value();
    if (!entry.key().equals(alias.name()) || value == null) {
      return;
    }
    try {
      LiveModel next = LiveModel.parse(value);
      wanted = next.model().equals(model) ? null : next;
    } catch (IllegalArgumentException e) {
      LOG.error("'{}' on model-events is {}; {} serves on", alias.name(), e.getMessage(), model);
    }
  }

  private void take(LiveModel next) {
    VersionedTagger loaded = null;
    try {
      long started = System.nanoTime();
      loaded = loader.load(next.model());
      tryOut(loaded);
      CompletableFuture<Void> closed = tagger.swap(loaded).thenRun(NativeHeap::trim);
      Duration took = Duration.ofNanos(System.nanoTime() - started);
      metrics.swapped(model, next.model(), took);
      LOG.info(
          "{} serves instead of {} ({} by {}: {}), after {} ms",
          next.model(),
          model,
          next.event(),
          next.by(),
          next.reason(),
          took.toMillis());
      model = next.model();
      wanted = null;
      var unused =
          closed.exceptionally(
              failure -> {
                LOG.error("the former model could not be closed", failure);
                return null;
              });
    } catch (StoreUnavailableException e) {
      notBefore = System.nanoTime() + RETRY.toNanos();
      LOG.warn("{} cannot be fetched yet ({}); {} serves on", next.model(), e.getMessage(), model);
    } catch (IOException | RuntimeException e) {
      if (loaded != null) {
        loaded.close();
      }
      wanted = null;
      refuse(next, e);
    }
  }

  /** What cannot answer these cannot serve. */
  public static void tryOut(VersionedTagger loaded) throws IOException {
    List<CompletableFuture<?>> answers =
        TRIAL.stream().<CompletableFuture<?>>map(loaded::submit).toList();
    loaded.hurry();
    try {
      CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
          .get(TRIAL_PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new IOException("it failed its trial: " + e.getCause(), e);
    } catch (TimeoutException e) {
      throw new IOException("it did not answer within " + TRIAL_PATIENCE, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted during its trial", e);
    }
  }

  private void refuse(LiveModel next, Exception why) {
    metrics.swapRefused(next.model(), model);
    LOG.error("{} is refused ({}); {} serves on", next.model(), why.getMessage(), model);
    ObjectNode event =
        Json.MAPPER
            .createObjectNode()
            .put("event", "refused")
            .put("model", next.model())
            .put("serving", model)
            .put("at", clock.instant().toString())
            .put("reason", String.valueOf(why.getMessage()));
    alias.report(next.model() + "/refused", event);
  }

  @Override
  public void close() {
    stopped = true;
    try {
      thread.join(Duration.ofSeconds(10).toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (!thread.isAlive()) {
      alias.close();
    } else {
      LOG.warn("a model is still being loaded: {}", Arrays.toString(thread.getStackTrace()));
    }
  }
}
