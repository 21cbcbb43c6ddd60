package dev.tidemark.app;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.adaptation.AdaptationData;
import dev.tidemark.adaptation.AdaptationListener;
import dev.tidemark.adaptation.AdaptationResult;
import dev.tidemark.adaptation.AdaptationRun;
import dev.tidemark.adaptation.AdaptationSettings;
import dev.tidemark.adaptation.ExampleSet;
import dev.tidemark.adaptation.GateSettings;
import dev.tidemark.adaptation.LearntExamples;
import dev.tidemark.app.settings.Configuration;
import dev.tidemark.app.settings.Setting;
import dev.tidemark.app.settings.Settings;
import dev.tidemark.app.settings.TrainerSettings;
import dev.tidemark.model.checkpoint.Checkpoint;
import dev.tidemark.model.checkpoint.ElementType;
import dev.tidemark.model.store.LiveModel;
import dev.tidemark.model.store.Manifest;
import dev.tidemark.model.store.ModelDraft;
import dev.tidemark.model.store.ModelVersion;
import dev.tidemark.stream.RecentTexts;
import dev.tidemark.torch.TorchTrainingEngine;
import dev.tidemark.training.data.LabelledDataReader;
import dev.tidemark.training.data.LabelledSentence;
import dev.tidemark.training.data.PlainWords;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One run of the trainer: the live model learns from all examples, and a candidate that the gate
 * lets through is published and promoted. Nothing is changed before that; so a run that dies is
 * simply run again.
 */
final class AdaptationCycle {

  static final String BY = "trainer";

  /** Texts that the incumbent labels itself. */
  private static final int RECENT = 200;

  private final Configuration settings;
  private final String bootstrap;
  private final LiveAlias alias;
  private final InstantSource clock;
  private final TorchTrainingEngine engine;

  AdaptationCycle(Configuration settings, String bootstrap, LiveAlias alias, InstantSource clock) {
    this.settings = settings;
    this.bootstrap = bootstrap;
    this.alias = alias;
    this.clock = clock;
    this.engine = new TorchTrainingEngine(DeviceOptions.models(settings));
  }

  /**
   * What came of it.
   *
   * @param promoted the version that is live now; null where the incumbent stays
   */
  record Outcome(AdaptationResult result, @Nullable ModelVersion promoted) {}

  /** What serves now, as the alias names models. */
  String live() {
    return alias.current().map(LiveModel::model).orElse(settings.get(Settings.MODEL_NER));
  }

  /**
   * Runs.
   *
   * @param mayPromote asked last: whether this is still the process that trains
   */
  Outcome run(
      ExampleSet examples, String trigger, AdaptationListener listener, BooleanSupplier mayPromote)
      throws IOException {
    String incumbentName = live();
    Checkpoint incumbent = ModelFolder.of(incumbentName, settings).read();
    AdaptationSettings how = AdaptationOptions.of(settings);
    AdaptationResult result =
        new AdaptationRun(engine, how, GateSettings.DEFAULT, listener)
            .run(
                incumbent,
                new AdaptationData(
                    examples.labelled(),
                    isGiven(TrainerSettings.REPLAY)
                        ? file(TrainerSettings.REPLAY)
                        : BundledReplay.of(incumbent.requireLabels()),
                    isGiven(TrainerSettings.GOLDEN) ? file(TrainerSettings.GOLDEN) : List.of(),
                    recentTexts()));
    if (!result.report().promoted()) {
      return new Outcome(result, null);
    }
    if (!mayPromote.getAsBoolean()) {
      throw new IOException("another process has taken over the training");
    }
    ModelVersion version = publish(result, incumbentName, how, examples);
    var unused =
        alias.promote(
            version.toString(),
            incumbentName,
            clock.instant(),
            BY,
            trigger + ": " + result.report().reason());
    return new Outcome(result, version);
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
            RECENT)
        .stream()
        .map(PlainWords::of)
        .filter(words -> !words.isEmpty())
        .toList();
  }

  private ModelVersion publish(
      AdaptationResult result, String incumbent, AdaptationSettings how, ExampleSet examples)
      throws IOException {
    Path folder = Files.createTempDirectory("tidemark-candidate-");
    try (StoredModels models = StoredModels.of(settings)) {
      result.candidate().write(folder, ElementType.F32);
      ObjectNode gate = GateReportJson.of(result.report());
      ObjectNode metrics =
          NerReportJson.JSON
              .createObjectNode()
              .put("corrections_f1", result.report().corrections().candidate().f1())
              .put("golden_f1", result.report().golden().candidate().f1());
      Map<String, String> data = new TreeMap<>();
      data.put("incumbent", incumbent);
      data.put("corrections", Integer.toString(examples.size()));
      data.put("corrections-sha256", LearntExamples.of(examples.corrections()).fingerprint());
      Manifest manifest =
          models
              .store()
              .publish(
                  settings.get(TrainerSettings.NAME),
                  new ModelDraft(
                      folder,
                      ModelVersion.isVersion(incumbent) ? ModelVersion.parse(incumbent) : null,
                      data,
                      Map.of("adaptation", how.toString()),
                      metrics,
                      gate));
      return manifest.version();
    } finally {
      delete(folder);
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
