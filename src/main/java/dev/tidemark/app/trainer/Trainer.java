package dev.tidemark.app.trainer;

import dev.tidemark.adaptation.AdaptationMetrics;
import dev.tidemark.adaptation.AdaptationMetrics.RunOutcome;
import dev.tidemark.adaptation.CorrectionValidator;
import dev.tidemark.adaptation.ExampleSet;
import dev.tidemark.adaptation.LearntExamples;
import dev.tidemark.adaptation.Settling;
import dev.tidemark.adaptation.Trigger;
import dev.tidemark.app.guard.AgreementWatch;
import dev.tidemark.app.kafka.StreamWiring;
import dev.tidemark.app.models.LiveAlias;
import dev.tidemark.app.models.ModelFolder;
import dev.tidemark.app.models.StoredModels;
import dev.tidemark.app.observe.Observation;
import dev.tidemark.app.settings.Configuration;
import dev.tidemark.app.settings.Settings;
import dev.tidemark.app.settings.TrainerSettings;
import dev.tidemark.model.store.ModelVersion;
import dev.tidemark.stream.CompactedTopic;
import dev.tidemark.stream.CorrectionsTopology;
import dev.tidemark.stream.ExampleReader;
import dev.tidemark.stream.FencedException;
import dev.tidemark.stream.Leadership;
import dev.tidemark.stream.TaggingStreams;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Learns from corrections for as long as it runs: validates them, waits until a run is due, runs,
 * promotes what the gate lets through. Of all trainers of an application one is active; the others
 * validate corrections too, and wait.
 *
 * <p>Each run leaves a {@link RunRecord}, which says what was learnt from: so a restarted trainer,
 * or the next one, knows what is new.
 *
 * <p>Threading notes: threads of its own; {@link #ended} completes when it cannot go on.
 */
public final class Trainer implements AutoCloseable {

  private static final Duration LOOK = Duration.ofMillis(500);

  private static final Logger LOG = LoggerFactory.getLogger(Trainer.class);

  private final Configuration settings;
  private final InstantSource clock;
  private final AdaptationMetrics metrics;
  private final LiveAlias alias;
  private final CompactedTopic examples;
  private final Leadership leadership;
  private final TaggingStreams corrections;
  private final AdaptationCycle cycle;
  private final Trigger trigger;
  private final Settling settling;
  private final Duration retryAfter;
  private final Thread thread = new Thread(this::train, "trainer");
  private final ExampleSet set = new ExampleSet();
  private final ExampleReader reader = new ExampleReader(set);
  private volatile Set<String> knownTypes;
  private final LiveGuards guards;
  private String typesOf;
  private volatile boolean stopped;
  private LearntExamples learnt = LearntExamples.none();
  private int fresh;
  private long term; // 0 where another process trains
  private final Instant watchedSince;
  private Optional<Instant> lastRun = Optional.empty();
  private Instant newest;

  public Trainer(
      Configuration settings,
      String bootstrap,
      int maxRecordBytes,
      InstantSource clock,
      AdaptationMetrics metrics)
      throws IOException {
    this.settings = settings;
    this.clock = clock;
    this.metrics = metrics;
    this.watchedSince = clock.instant();
    this.newest = watchedSince;
    this.trigger =
        new Trigger(
            settings.get(TrainerSettings.MIN_CORRECTIONS),
            settings.get(TrainerSettings.EVERY),
            settings.get(TrainerSettings.MIN_INTERVAL));
    this.settling = new Settling(settings.get(TrainerSettings.SETTLE));
    this.retryAfter = settings.get(TrainerSettings.RETRY_AFTER);
    this.alias = LiveAlias.open(settings, bootstrap, this::requireLead);
    this.cycle = new AdaptationCycle(settings, bootstrap, alias, clock, metrics);
    this.typesOf = cycle.live();
    this.knownTypes = types(typesOf);
    this.guards = new LiveGuards(settings, bootstrap, alias, cycle.models(), clock, metrics);
    this.examples =
        new CompactedTopic(
            StreamWiring.connection(settings, bootstrap), settings.get(Settings.TOPICS_EXAMPLES));
    this.leadership =
        new Leadership(
            StreamWiring.connection(settings, bootstrap),
            writerId(settings),
            settings.get(Settings.TOPICS_MODEL_EVENTS));
    this.corrections =
        StreamWiring.streams(
            settings,
            bootstrap,
            correctionsId(settings),
            new CorrectionsTopology(
                StreamWiring.correctionTopics(settings),
                new CorrectionValidator(settings.get(TrainerSettings.NEW_TYPES)),
                () -> knownTypes,
                maxRecordBytes,
                metrics));
  }

  public void start() {
    corrections.start();
    thread.setDaemon(true);
    thread.start();
  }

  /** Shows how it is. */
  public void observeBy(Observation observation, String bootstrap) {
    observation.trains(bootstrap, corrections, correctionsId(settings), thread::isAlive);
  }

  private static String correctionsId(Configuration settings) {
    return settings.get(Settings.APPLICATION_ID) + "-corrections";
  }

  private static String writerId(Configuration settings) {
    return settings.get(Settings.APPLICATION_ID) + "-trainer";
  }

  /** Completes when no correction can be taken in any more. */
  public CompletableFuture<Void> ended() {
    return corrections.ended();
  }

  private Set<String> types(String model) throws IOException {
    return ModelFolder.of(model, settings).read().requireLabels().types();
  }

  private void train() {
    while (!stopped) {
      try {
        long now = leadership.term();
        if (now != 0 && now != term) {
          takeOver();
          term = now;
        } else {
          term = now;
          take(examples.poll(LOOK));
        }
        if (term != 0) {
          guards.look();
          followTypes();
          due().ifPresent(this::run);
        }
      } catch (LeadLostException | FencedException e) {
        LOG.info("what was begun is left to others: {}", e.getMessage());
        term = 0;
      } catch (RuntimeException e) {
        if (!stopped) {
          LOG.warn("the trainer could not go on ({}) and tries again", e.getMessage());
          pause();
        }
      }
    }
  }

  /** Whatever others can see, only the process that trains does, in the term in which it began. */
  private void requireLead() {
    if (stopped) {
      throw new LeadLostException("the process is stopping");
    }
    if (term == 0 || leadership.term() != term) {
      throw new LeadLostException("another process has taken over the training");
    }
  }

  private Optional<Trigger.Due> due() {
    Instant now = clock.instant();
    return settling.settled(
        trigger.due(fresh, guards.drift(), lastRun, watchedSince, now), newest, now);
  }

  /**
   * What the last trainer knew, which may have been another process, and all examples once more.
   */
  private void takeOver() {
    // First: what the one before still writes would otherwise come after what is read here.
    alias.takeOver(writerId(settings));
    RunRecord.Last last = RunRecord.last(alias);
    if (last != null) {
      learnt = last.learnt();
      lastRun = Optional.of(last.began());
    }
    guards.recall();
    set.clear();
    examples.rewind();
    take(examples.pollToEnd());
    countFresh();
    LOG.info("this process trains; {} corrections are there, {} new", set.size(), fresh);
  }

  private void take(List<CompactedTopic.Entry> entries) {
    for (CompactedTopic.Entry entry : entries) {
      // A text that was corrected before may have been learnt from.
      boolean again = set.get(entry.key()).isPresent();
      if (reader.take(entry.key(), entry.value()) && entry.value() != null) {
        set.get(entry.key())
            .ifPresent(
                correction ->
                    guards.arrived(
                        new AgreementWatch.Arrival(
                            correction,
                            entry.partition(),
                            entry.offset(),
                            again || learnt.fresh(List.of(correction)) == 0)));
      }
    }
    if (!entries.isEmpty()) {
      newest = clock.instant();
      countFresh();
    }
  }

  /** People promote, and promotions are taken back; what may be corrected follows. */
  private void followTypes() {
    String live = cycle.live();
    if (!live.equals(typesOf)) {
      try {
        knownTypes = types(live);
        typesOf = live;
      } catch (IOException e) {
        LOG.warn("the types of {} are not known yet ({})", live, e.getMessage());
      }
    }
  }

  /** Versions that nobody goes back to; a store that cannot be tidied is no reason to stop. */
  private void retain() {
    try (StoredModels models = StoredModels.of(settings)) {
      Set<ModelVersion> keep =
          alias.current().stream()
              .flatMap(live -> Stream.concat(Stream.of(live.model()), live.former().stream()))
              .filter(ModelVersion::isVersion)
              .map(ModelVersion::parse)
              .collect(Collectors.toSet());
      List<ModelVersion> deleted = models.retain(settings.get(TrainerSettings.NAME), keep);
      if (!deleted.isEmpty()) {
        LOG.info("deleted, because nobody goes back to them: {}", deleted);
      }
    } catch (IOException | RuntimeException e) {
      LOG.warn("the model store cannot be tidied ({})", e.getMessage());
    }
  }

  /** Every correction is hashed for it, so not at every look. */
  private void countFresh() {
    fresh = learnt.fresh(set.corrections());
  }

  private void run(Trigger.Due due) {
    try (AdaptationCycle.Plan plan = cycle.plan(set)) {
      run(due, plan);
    }
  }

  private void run(Trigger.Due due, AdaptationCycle.Plan plan) {
    String why = due.reason();
    LearntExamples all = LearntExamples.of(plan.examples().corrections());
    int corrections = plan.examples().size();
    Instant began = clock.instant();
    RunOutcome outcome = RunOutcome.FAILED;
    guards.runBegins();
    LOG.info("a run begins: {}{}", why, plan.interrupted() == null ? "" : " (it was interrupted)");
    // If this process dies now, the run is still due: nothing new is learnt yet.
    RunRecord record =
        RunRecord.begin(alias, clock, metrics, this::requireLead, learnt, why, began, corrections);
    try {
      AdaptationCycle.Outcome ended = cycle.run(plan, why, record, this::requireLead);
      LOG.info("the run has ended: {}", ended.reason());
      outcome = ended.promoted() == null ? RunOutcome.REJECTED : RunOutcome.PROMOTED;
      record.ended(ended, all);
      plan.folder().clear();
      learnt = all;
      lastRun = Optional.of(began);
      countFresh();
      if (ended.promoted() != null) {
        retain();
      }
    } catch (LeadLostException | FencedException e) {
      LOG.warn("the run is given up: {}", e.getMessage());
      term = 0; // nothing is written: the record is that of whoever trains now
    } catch (IOException | RuntimeException e) {
      LOG.error("the run failed and is tried again: {}", e.getMessage(), e);
      record.failed(String.valueOf(e.getMessage()));
      pause();
    } finally {
      metrics.runEnded(outcome, due.kind(), Duration.between(began, clock.instant()), corrections);
    }
  }

  private void pause() {
    try {
      Thread.sleep(retryAfter.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      stopped = true;
    }
  }

  @Override
  public void close() {
    stopped = true;
    thread.interrupt();
    corrections.close();
    leadership.close();
    try {
      thread.join(Duration.ofSeconds(10).toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (!thread.isAlive()) {
      guards.close();
      examples.close();
      alias.close();
    }
  }
}
