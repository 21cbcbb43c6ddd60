package dev.tidemark.app.trainer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.adaptation.AdaptationData;
import dev.tidemark.adaptation.AdaptationListener;
import dev.tidemark.adaptation.AdaptationMetrics;
import dev.tidemark.adaptation.AdaptationResult;
import dev.tidemark.adaptation.AdaptationRun;
import dev.tidemark.adaptation.AdaptationSettings;
import dev.tidemark.adaptation.ExampleSet;
import dev.tidemark.adaptation.GateSettings;
import dev.tidemark.adaptation.LearntExamples;
import dev.tidemark.app.cli.Json;
import dev.tidemark.app.kafka.StreamWiring;
import dev.tidemark.app.models.LiveAlias;
import dev.tidemark.app.models.ModelFolder;
import dev.tidemark.app.models.StoredModels;
import dev.tidemark.app.process.ScratchFolder;
import dev.tidemark.app.settings.Configuration;
import dev.tidemark.app.settings.Setting;
import dev.tidemark.app.settings.Settings;
import dev.tidemark.app.settings.TrainerSettings;
import dev.tidemark.app.tagger.DeviceOptions;
import dev.tidemark.model.checkpoint.Checkpoint;
import dev.tidemark.model.checkpoint.ElementType;
import dev.tidemark.model.store.CorruptVersionException;
import dev.tidemark.model.store.LiveModel;
import dev.tidemark.model.store.Manifest;
import dev.tidemark.model.store.ModelDraft;
import dev.tidemark.model.store.ModelStore;
import dev.tidemark.model.store.ModelVersion;
import dev.tidemark.model.store.UnknownVersionException;
import dev.tidemark.stream.RecentTexts;
import dev.tidemark.torch.TorchModels;
import dev.tidemark.torch.TorchTrainingEngine;
import dev.tidemark.training.data.LabelledDataReader;
import dev.tidemark.training.data.LabelledSentence;
import dev.tidemark.training.data.PlainWords;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run of the trainer: the live model learns from all examples, and a candidate that the gate
 * lets through is published and promoted. Nothing that others see is changed before that; so a run
 * that dies can be gone on with ({@link RunFolder}), or simply be run again. One that died after
 * publishing is finished by the next: its version has passed the gate, and is promoted where
 * neither the examples nor the live model have changed since.
 */
final class AdaptationCycle {

  static final String BY = "trainer";

  private static final Logger LOG = LoggerFactory.getLogger(AdaptationCycle.class);

  /** Keys of a manifest's data. */
  private static final String INCUMBENT = "incumbent";

  private static final String LEARNT = "corrections-sha256";

  /** Texts for the incumbent to label itself. */
  private static final int RECENT = 200;

  private final Configuration settings;
  private final String bootstrap;
  private final LiveAlias alias;
  private final InstantSource clock;
  private final TorchTrainingEngine engine;
  private final LiveShadow shadow;

  AdaptationCycle(
      Configuration settings,
      String bootstrap,
      LiveAlias alias,
      InstantSource clock,
      AdaptationMetrics metrics) {
    this.settings = settings;
    this.bootstrap = bootstrap;
    this.alias = alias;
    this.clock = clock;
    this.engine = new TorchTrainingEngine(DeviceOptions.models(settings));
    this.shadow = new LiveShadow(settings, bootstrap, engine.models(), metrics);
  }

  /**
   * What came of it.
   *
   * @param reason in words
   * @param gate its report, with that of the shadow period where there was one
   * @param promoted the version that is live now; null where the incumbent stays
   */
  record Outcome(String reason, ObjectNode gate, @Nullable ModelVersion promoted) {}

  /**
   * What a run learns from, and what it keeps on disk until it has ended.
   *
   * @param interrupted the run that this one goes on with; null for a new one
   */
  record Plan(RunFolder folder, ExampleSet examples, RunFolder.@Nullable Begun interrupted)
      implements AutoCloseable {

    @Override
    public void close() {
      folder.close();
    }
  }

  /**
   * Plans a run: to go on with one that was interrupted where all it learns from is still true and
   * the live model is the one it began from (what was corrected since is for the run after it); or
   * a new one, of all examples.
   */
  Plan plan(ExampleSet all) {
    RunFolder folder =
        RunFolder.open(
            StoredModels.cache(settings)
                .resolve("runs")
                .resolve(settings.get(Settings.APPLICATION_ID) + "-" + alias.name()),
            settings.get(TrainerSettings.SNAPSHOT_EVERY));
    RunFolder.Begun begun = folder.begun().orElse(null);
    if (begun != null) {
      Optional<ExampleSet> same = all.only(begun.corrections());
      String live = live();
      if (same.isPresent() && (live.equals(begun.incumbent()) || live.equals(begun.published()))) {
        return new Plan(folder, same.get(), begun.again());
      }
      LOG.info(
          "an interrupted run is not gone on with: {}",
          same.isPresent() ? live + " is live by now" : "its corrections have changed");
    }
    folder.clear();
    return new Plan(folder, all, null);
  }

  /** Where models are loaded; threads are set once for the process. */
  TorchModels models() {
    return engine.models();
  }

  /** What serves now, as the alias names models. */
  String live() {
    return alias.current().map(LiveModel::model).orElse(settings.get(Settings.MODEL_NER));
  }

  /**
   * Runs.
   *
   * @param mayGoOn asked before whatever others see; throws where another process trains now
   * @throws LeadLostException then
   */
  Outcome run(Plan plan, String trigger, AdaptationListener listener, Runnable mayGoOn)
      throws IOException {
    String incumbentName = live();
    ExampleSet examples = plan.examples();
    // 1. A run before this one may have come as far as publishing.
    String learnt = LearntExamples.of(examples.corrections()).fingerprint();
    Optional<Manifest> made = made(incumbentName, learnt);
    if (made.isPresent()) {
      return finish(made.get(), incumbentName, trigger, mayGoOn);
    }
    // 2. Learn and measure.
    Checkpoint incumbent = ModelFolder.of(incumbentName, settings).read();
    RunFolder.Begun begun =
        plan.interrupted() != null
            ? plan.interrupted()
            : new RunFolder.Begun(incumbentName, examples.marks(), recentTexts(), 0, null);
    plan.folder().note(begun);
    AdaptationSettings how = AdaptationOptions.of(settings);
    AdaptationResult result =
        new AdaptationRun(
                engine,
                how,
                GateSettings.DEFAULT,
                new LoggedAdaptation(
                    new PacedAdaptation(
                        listener, Double.parseDouble(settings.get(TrainerSettings.PACE)))),
                plan.folder().snapshots())
            .run(
                incumbent,
                new AdaptationData(
                    examples.labelled(),
                    isGiven(TrainerSettings.REPLAY)
                        ? file(TrainerSettings.REPLAY)
                        : BundledReplay.of(incumbent.requireLabels()),
                    isGiven(TrainerSettings.GOLDEN) ? file(TrainerSettings.GOLDEN) : List.of(),
                    begun.texts()));
    ObjectNode gate = GateReportJson.of(result.report());
    String reason = result.report().reason();
    if (!result.report().promoted()) {
      return new Outcome(reason, gate, null);
    }
    Optional<String> objection =
        shadow.objection(incumbentName, incumbent, result.candidate(), gate, mayGoOn);
    if (objection.isPresent()) {
      return new Outcome(objection.get(), gate, null);
    }
    // 3. Publish, promote.
    require(incumbentName, mayGoOn);
    ModelVersion version = publish(result, gate, incumbentName, how, examples, learnt);
    plan.folder().note(begun.published(version.toString()));
    LOG.info("{} is published", version);
    promote(version, incumbentName, trigger + ": " + reason, mayGoOn);
    return new Outcome(reason, gate, version);
  }

  /** What a run that did not live to say so has published, or even promoted. */
  private Optional<Manifest> made(String incumbent, String learnt) {
    boolean undone =
        alias.current().map(live -> !live.event().equals(LiveModel.PROMOTED)).orElse(false);
    if (undone) {
      return Optional.empty(); // somebody went back, and knows why
    }
    Manifest found = null;
    try (StoredModels models = StoredModels.of(settings)) {
      ModelStore store = models.store();
      for (ModelVersion version : store.versions()) {
        if (version.name().equals(settings.get(TrainerSettings.NAME))
            && alias.last(version + "/refused").isEmpty()
            && alias.last(version + "/rolled-back").isEmpty()) {
          Manifest whole = manifest(store, version, incumbent, learnt);
          found = whole == null ? found : whole;
        }
      }
    }
    return Optional.ofNullable(found);
  }

  /** Null where it is of another run, or damaged. */
  private static @Nullable Manifest manifest(
      ModelStore store, ModelVersion version, String incumbent, String learnt) {
    try {
      Manifest manifest = store.manifest(version);
      boolean sameRun =
          manifest.gate() != null
              && learnt.equals(manifest.data().get(LEARNT))
              && (version.toString().equals(incumbent)
                  || incumbent.equals(manifest.data().get(INCUMBENT)));
      if (!sameRun) {
        return null;
      }
      store.verify(version);
      return manifest;
    } catch (CorruptVersionException | UnknownVersionException e) {
      LOG.warn("{} does not count: {}", version, e.getMessage());
      return null;
    }
  }

  private Outcome finish(Manifest made, String incumbent, String trigger, Runnable mayGoOn)
      throws IOException {
    ModelVersion version = made.version();
    ObjectNode gate = Objects.requireNonNull(made.gate());
    String reason = gate.path("reason").asText();
    if (version.toString().equals(incumbent)) {
      LOG.info("{} is live already: the run before ended without saying so", version);
    } else {
      LOG.info("a run before this one published {} and did not promote it", version);
      promote(version, incumbent, trigger + ": " + reason, mayGoOn);
    }
    return new Outcome(reason, gate, version);
  }

  private void promote(ModelVersion version, String incumbent, String reason, Runnable mayGoOn)
      throws IOException {
    require(incumbent, mayGoOn);
    var unused = alias.promote(version.toString(), incumbent, clock.instant(), BY, reason);
    LOG.info("{} is promoted", version);
  }

  /** What was measured against another model, or by a trainer of yesterday, promotes nothing. */
  private void require(String incumbent, Runnable mayGoOn) throws IOException {
    mayGoOn.run();
    String live = live();
    if (!live.equals(incumbent)) {
      throw new IOException(
          "%s went live during the run, which began from %s".formatted(live, incumbent));
    }
  }

  private boolean isGiven(Setting<String> file) {
    return !settings.get(file).equals(file.defaultValue());
  }

  private List<LabelledSentence> file(Setting<String> setting) throws IOException {
    return LabelledDataReader.AUTO.read(Path.of(settings.get(setting)));
  }

  private List<List<String>> recentTexts() {
    return RecentTexts.read(
            StreamWiring.connection(settings, bootstrap),
            settings.get(Settings.TOPICS_TEXTS),
            settings.get(Settings.INPUT_FORMAT),
            Math.max(RECENT, settings.get(TrainerSettings.MLM_TEXTS)))
        .stream()
        .map(PlainWords::of)
        .filter(words -> !words.isEmpty())
        .toList();
  }

  private ModelVersion publish(
      AdaptationResult result,
      ObjectNode gate,
      String incumbent,
      AdaptationSettings how,
      ExampleSet examples,
      String learnt)
      throws IOException {
    try (ScratchFolder folder = ScratchFolder.create("tidemark-candidate-");
        StoredModels models = StoredModels.of(settings)) {
      result.candidate().write(folder.path(), ElementType.F32);
      ObjectNode metrics =
          Json.MAPPER
              .createObjectNode()
              .put("corrections_f1", result.report().corrections().candidate().f1())
              .put("golden_f1", result.report().golden().candidate().f1());
      Map<String, String> data = new TreeMap<>();
      data.put(INCUMBENT, incumbent);
      data.put("corrections", Integer.toString(examples.size()));
      data.put(LEARNT, learnt);
      Manifest manifest =
          models
              .store()
              .publish(
                  settings.get(TrainerSettings.NAME),
                  new ModelDraft(
                      folder.path(),
                      ModelVersion.isVersion(incumbent) ? ModelVersion.parse(incumbent) : null,
                      data,
                      Map.of("adaptation", how.toString()),
                      metrics,
                      gate));
      return manifest.version();
    }
  }
}
