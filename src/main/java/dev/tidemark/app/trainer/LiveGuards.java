package dev.tidemark.app.trainer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.adaptation.AdaptationMetrics;
import dev.tidemark.adaptation.drift.DriftSettings;
import dev.tidemark.adaptation.guard.RollbackRule;
import dev.tidemark.app.cli.CommandFailedException;
import dev.tidemark.app.cli.Json;
import dev.tidemark.app.guard.AgreementRecord;
import dev.tidemark.app.guard.AgreementWatch;
import dev.tidemark.app.guard.AgreementWatch.Arrival;
import dev.tidemark.app.guard.AgreementWatch.Rollback;
import dev.tidemark.app.guard.AgreementWatch.Serving;
import dev.tidemark.app.guard.Answers;
import dev.tidemark.app.guard.DriftWatch;
import dev.tidemark.app.guard.ModelAnswers;
import dev.tidemark.app.kafka.StreamWiring;
import dev.tidemark.app.models.LiveAlias;
import dev.tidemark.app.models.ModelFolder;
import dev.tidemark.app.models.StoredModels;
import dev.tidemark.app.settings.Configuration;
import dev.tidemark.app.settings.GuardSettings;
import dev.tidemark.app.settings.Setting;
import dev.tidemark.app.settings.Settings;
import dev.tidemark.app.topics.TopicCheck;
import dev.tidemark.model.store.LiveModel;
import dev.tidemark.stream.TaggedTail;
import dev.tidemark.torch.TorchModels;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the active trainer does between runs: holds the live model against corrections as they
 * arrive, takes its promotion back where that was a mistake, and watches whether the texts drift.
 *
 * <p>Threading notes: the trainer's thread.
 */
final class LiveGuards implements AutoCloseable {

  /** Models that nobody asks give their memory back after this. */
  private static final Duration IDLE = Duration.ofMinutes(1);

  private static final Duration LOOK = Duration.ofMillis(100);
  private static final Logger LOG = LoggerFactory.getLogger(LiveGuards.class);

  private final Configuration settings;
  private final LiveAlias alias;
  private final InstantSource clock;
  private final AdaptationMetrics metrics;
  private final ModelAnswers answers;
  private final AgreementWatch agreement;
  private final List<Arrival> arrivals = new ArrayList<>();
  private final TorchModels models;
  private final String bootstrap;
  private @Nullable TaggedTail tail;
  private @Nullable DriftWatch drift;
  private Instant asked = Instant.MIN;

  LiveGuards(
      Configuration settings,
      String bootstrap,
      LiveAlias alias,
      TorchModels models,
      InstantSource clock,
      AdaptationMetrics metrics) {
    this.settings = settings;
    this.alias = alias;
    this.clock = clock;
    this.metrics = metrics;
    this.models = models;
    this.bootstrap = bootstrap;
    this.answers = new ModelAnswers(source(settings, models), clock);
    this.agreement =
        new AgreementWatch(
            answers,
            settings.get(GuardSettings.ROLLBACK) == GuardSettings.Switch.OFF
                ? null
                : RollbackRule.of(settings.get(GuardSettings.ROLLBACK_TEXTS)),
            metrics,
            event -> report(AgreementRecord.key(alias.name()), event));
  }

  private static ModelAnswers.Source source(Configuration settings, TorchModels models) {
    return new ModelAnswers.Source() {
      @Override
      public Answers load(String model) throws IOException {
        ModelFolder folder = ModelFolder.of(model, settings);
        return LoadedAnswers.of(folder.version(), folder.read(), models, settings);
      }

      @Override
      public String version(String model) throws IOException {
        return StoredModels.isStored(model) ? model : ModelFolder.of(model, settings).version();
      }
    };
  }

  /** Where it says whether the texts of the live model drift. */
  static String driftKey(String alias) {
    return "drift/" + alias;
  }

  private void report(String key, ObjectNode event) {
    alias.report(key, event.put("alias", alias.name()).put("at", clock.instant().toString()));
  }

  /** Goes on where the trainer before stopped. */
  void recall() {
    arrivals.clear();
    agreement.recall(alias.last(AgreementRecord.key(alias.name())).orElse(null));
    watchTexts();
    if (drift != null) {
      drift.recall(alias.last(driftKey(alias.name())).orElse(null));
    }
  }

  /** Corrections are learnt from also where nobody may read what was tagged. */
  private void watchTexts() {
    String topic = settings.get(Settings.TOPICS_TAGGED);
    int texts = settings.get(GuardSettings.DRIFT_TEXTS);
    if (texts == 0 || tail != null) {
      return;
    }
    try {
      if (!TopicCheck.exists(settings, bootstrap, topic)) {
        LOG.warn("there is no topic {}, so nobody sees whether the texts drift", topic);
        return;
      }
      tail = new TaggedTail(StreamWiring.connection(settings, bootstrap), topic);
    } catch (KafkaException | CommandFailedException e) {
      LOG.warn(
          "{} cannot be read ({}), so nobody sees whether the texts drift", topic, e.getMessage());
      return;
    }
    drift =
        new DriftWatch(
            new DriftSettings(
                texts,
                threshold(GuardSettings.DRIFT_CONFIDENCE),
                threshold(GuardSettings.DRIFT_TYPES),
                threshold(GuardSettings.DRIFT_WORDS)),
            settings.get(GuardSettings.DRIFT_PAUSE),
            version -> new ModelWordLoss(serving().live(), models, settings),
            metrics,
            event -> report(driftKey(alias.name()), event));
  }

  private double threshold(Setting<String> setting) {
    return Double.parseDouble(settings.get(setting));
  }

  /** Notes an example, to be looked at by the next {@link #look}. */
  void arrived(Arrival arrival) {
    if (agreement.isNew(arrival.partition(), arrival.offset())) {
      arrivals.add(arrival);
    }
  }

  /** Looks at what has come since. */
  void look() {
    if (!arrivals.isEmpty()) {
      Serving serving = serving();
      List<Arrival> now = List.copyOf(arrivals);
      arrivals.clear();
      asked = clock.instant();
      agreement.measure(now, serving).ifPresent(mistake -> rollBack(serving.live(), mistake));
    } else if (clock.instant().isAfter(asked.plus(IDLE))) {
      release();
    }
    lookAtTexts();
  }

  private void lookAtTexts() {
    Instant now = clock.instant();
    if (drift == null || tail == null || drift.isPausing(now)) {
      return;
    }
    Optional<String> live = answers.version(serving().live());
    if (live.isPresent()) {
      for (TaggedTail.Seen seen : tail.poll(settings.get(GuardSettings.DRIFT_TEXTS), LOOK)) {
        drift.add(live.get(), seen.model(), seen.text(), seen.entities(), now);
      }
    }
  }

  /** How the texts have drifted, where no run has answered that yet; for people. */
  Optional<String> drift() {
    return drift == null ? Optional.empty() : drift.drift();
  }

  /** A run begins: it answers the drift, and needs the memory. */
  void runBegins() {
    release();
    if (drift != null) {
      drift.answered();
    }
  }

  private void release() {
    answers.release();
    asked = Instant.MAX.minus(IDLE);
  }

  private Serving serving() {
    Optional<LiveModel> current = alias.current();
    return current
        .map(live -> new Serving(live.model(), live.former(), isTrainers(live)))
        .orElseGet(() -> new Serving(settings.get(Settings.MODEL_NER), List.of(), false));
  }

  /** What a person has promoted, a person takes back. */
  private static boolean isTrainers(LiveModel live) {
    return live.event().equals(LiveModel.PROMOTED) && live.by().equals(AdaptationCycle.BY);
  }

  private void rollBack(String mistaken, Rollback mistake) {
    LiveModel now = alias.current().orElseThrow();
    if (!now.model().equals(mistaken) || !now.former().contains(mistake.to())) {
      return; // somebody was faster
    }
    String reason = "automatic rollback: " + mistake.reason();
    LiveModel back = now;
    do { // past what got lost
      back = back.rollBack(clock.instant(), AdaptationCycle.BY, reason);
    } while (!back.model().equals(mistake.to()));
    LOG.warn("{} is taken back, {} serves again: {}", mistaken, back.model(), mistake.reason());
    alias.write(back);
    metrics.rolledBack(mistaken, back.model());
    report(
        mistaken + "/rolled-back",
        Json.MAPPER
            .createObjectNode()
            .put("event", "rolled-back")
            .put("model", mistaken)
            .put("to", back.model())
            .put("reason", reason));
  }

  @Override
  public void close() {
    answers.close();
    if (tail != null) {
      tail.close();
    }
  }
}
