package dev.tidemark.app.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.app.cli.CommandFailedException;
import dev.tidemark.app.models.LiveAlias;
import dev.tidemark.app.models.ModelFolder;
import dev.tidemark.app.models.ModelListing;
import dev.tidemark.app.models.StoredModels;
import dev.tidemark.app.settings.Configuration;
import dev.tidemark.app.settings.Settings;
import dev.tidemark.model.checkpoint.CheckpointException;
import dev.tidemark.model.store.CorruptVersionException;
import dev.tidemark.model.store.LiveModel;
import dev.tidemark.model.store.ModelVersion;
import dev.tidemark.model.store.UnknownVersionException;
import dev.tidemark.ops.api.ModelService;
import dev.tidemark.ops.http.HttpProblem;
import dev.tidemark.ops.http.Json;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * The store and the alias of the settings. Opened when first asked for: a process that nobody asks
 * has nothing open. What is read is good for a second, however many ask.
 *
 * <p>Threading notes: one asks at a time, a few wait; a promotion that fetches a model lets others
 * wait.
 */
final class StoreService implements ModelService {

  private static final long FRESH_NANOS = 1_000_000_000L;
  private static final int WAITING = 4;
  private static final String RUNS = "runs/";

  private final Configuration settings;
  private final String bootstrap;
  private final InstantSource clock;
  private final KnownTopics topics;
  private final Few few = new Few(WAITING);
  private @Nullable StoredModels models;
  private @Nullable LiveAlias alias;
  private @Nullable ObjectNode listed;
  private long listedAt;
  private @Nullable Map<String, byte[]> events;
  private long eventsAt;

  StoreService(Configuration settings, String bootstrap, InstantSource clock) {
    this.settings = settings;
    this.bootstrap = bootstrap;
    this.clock = clock;
    this.topics = new KnownTopics(settings, bootstrap);
  }

  @Override
  public ObjectNode list() {
    return asking(
        () -> {
          ObjectNode list = listed;
          if (list == null || System.nanoTime() - listedAt > FRESH_NANOS) {
            list = ModelListing.of(models().store()).json(live());
            listed = list;
            listedAt = System.nanoTime();
          }
          return list;
        });
  }

  /** None where nothing was promoted yet, or there is no topic to say so. */
  private Map<String, String> live() {
    if (!hasAlias()) {
      return Map.of();
    }
    byte[] value = events().get(alias().name());
    try {
      return value == null ? Map.of() : Map.of(alias().name(), LiveModel.parse(value).model());
    } catch (IllegalArgumentException e) {
      throw HttpProblem.conflict(
          "the record '%s' on %s is no promotion; promote a model to mend it"
              .formatted(alias().name(), settings.get(Settings.TOPICS_MODEL_EVENTS)));
    }
  }

  @Override
  public ObjectNode show(ModelVersion version) {
    return asking(() -> ModelListing.json(models().store().manifest(version)));
  }

  @Override
  public LiveModel promote(String model, String by, String reason) {
    return asking(
        () -> {
          requireAlias();
          requireNamedRightly(model);
          requireSound(model);
          LiveModel next =
              alias().promote(model, settings.get(Settings.MODEL_NER), clock.instant(), by, reason);
          forget();
          return next;
        });
  }

  /** Records name the version of the model that comes with Tidemark, which is in no store. */
  private void requireNamedRightly(String model) {
    if (model.equals(ModelFolder.DEFAULT_VERSION)
        && !models().store().versions().contains(ModelVersion.parse(model))) {
      throw HttpProblem.notFound(
          "%s is the model that comes with Tidemark; it is promoted by the name '%s'"
              .formatted(model, ModelFolder.DEFAULT));
    }
  }

  /** Every byte is checked here, so that a damaged version is not announced to anybody. */
  private void requireSound(String model) {
    try {
      ModelFolder folder =
          model.equals(ModelFolder.DEFAULT)
              ? ModelFolder.of(model, settings)
              : models().fetch(ModelVersion.parse(model));
      var unused = folder.read().requireLabels();
    } catch (IOException | CheckpointException e) {
      throw HttpProblem.conflict(
          "%s cannot serve: %s".formatted(model, String.valueOf(e.getMessage())));
    }
  }

  @Override
  public LiveModel rollBack(String by, String reason) {
    return asking(
        () -> {
          requireAlias();
          LiveModel now =
              alias()
                  .current()
                  .orElseThrow(
                      () ->
                          HttpProblem.conflict(
                              "nothing was ever promoted; there is nothing to go back to"));
          if (now.former().isEmpty()) {
            throw HttpProblem.conflict("there is nothing before %s".formatted(now.model()));
          }
          LiveModel next = now.rollBack(clock.instant(), by, reason);
          alias().write(next);
          forget();
          return next;
        });
  }

  @Override
  public List<ObjectNode> runs() {
    return asking(
        () -> {
          requireAlias();
          List<ObjectNode> runs = new ArrayList<>();
          events()
              .forEach(
                  (key, value) -> {
                    if (key.startsWith(RUNS) && run(value) instanceof ObjectNode run) {
                      runs.add(0, run.put("alias", key.substring(RUNS.length())));
                    }
                  });
          return runs;
        });
  }

  private static @Nullable JsonNode run(byte[] value) {
    try {
      JsonNode run = Json.MAPPER.readTree(value);
      // The trainer's memory: a hash for each correction ever learnt.
      return run instanceof ObjectNode object ? object.without("learnt") : null;
    } catch (IOException e) {
      return null; // somebody else's
    }
  }

  private Map<String, byte[]> events() {
    Map<String, byte[]> all = events;
    if (all == null || System.nanoTime() - eventsAt > FRESH_NANOS) {
      all = alias().all();
      events = all;
      eventsAt = System.nanoTime();
    }
    return all;
  }

  private void forget() {
    listed = null;
    events = null;
  }

  private StoredModels models() {
    StoredModels open = models;
    if (open == null) {
      open = StoredModels.of(settings);
      models = open;
    }
    return open;
  }

  private boolean hasAlias() {
    return topics.has(settings.get(Settings.TOPICS_MODEL_EVENTS));
  }

  private void requireAlias() {
    if (!hasAlias()) {
      throw HttpProblem.conflict(
          "there is no topic %s, which says what is live; create it with cleanup.policy=compact"
              .formatted(settings.get(Settings.TOPICS_MODEL_EVENTS)));
    }
  }

  private LiveAlias alias() {
    LiveAlias open = alias;
    if (open == null) {
      open = LiveAlias.open(settings, bootstrap);
      alias = open;
    }
    return open;
  }

  private <T> T asking(Supplier<T> ask) {
    try {
      return few.run(() -> inTurn(ask));
    } catch (UnknownVersionException e) {
      throw HttpProblem.notFound(String.valueOf(e.getMessage()));
    } catch (CorruptVersionException e) {
      throw HttpProblem.conflict(String.valueOf(e.getMessage()));
    } catch (CommandFailedException | KafkaException e) {
      throw HttpProblem.busy(
          "Kafka or the model store does not answer: " + String.valueOf(e.getMessage()));
    }
  }

  private synchronized <T> T inTurn(Supplier<T> ask) {
    return ask.get();
  }

  @Override
  public synchronized void close() {
    if (models != null) {
      models.close();
    }
    if (alias != null) {
      alias.close();
    }
  }
}
