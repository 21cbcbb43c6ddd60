package dev.tidemark.app.trainer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.adaptation.AdaptationMetrics;
import dev.tidemark.adaptation.guard.ShadowReport;
import dev.tidemark.app.cli.Json;
import dev.tidemark.app.guard.ShadowPeriod;
import dev.tidemark.app.kafka.StreamWiring;
import dev.tidemark.app.settings.Configuration;
import dev.tidemark.app.settings.GuardSettings;
import dev.tidemark.app.settings.Settings;
import dev.tidemark.app.settings.TrainerSettings;
import dev.tidemark.model.checkpoint.Checkpoint;
import dev.tidemark.stream.RecentTexts;
import dev.tidemark.torch.TorchModels;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The shadow period as the settings have it, on the last texts of the topic.
 *
 * <p>Threading notes: one thread, which waits.
 */
final class LiveShadow {

  private static final long LOOK_MILLIS = 200;
  private static final Logger LOG = LoggerFactory.getLogger(LiveShadow.class);

  private final Configuration settings;
  private final String bootstrap;
  private final TorchModels models;
  private final AdaptationMetrics metrics;
  private final ShadowPeriod rule;

  LiveShadow(
      Configuration settings, String bootstrap, TorchModels models, AdaptationMetrics metrics) {
    this.settings = settings;
    this.bootstrap = bootstrap;
    this.models = models;
    this.metrics = metrics;
    this.rule =
        new ShadowPeriod(Double.parseDouble(settings.get(GuardSettings.SHADOW_DISAGREEMENT)));
  }

  /**
   * Waits for the period to pass, then lets both tag. Nothing is done where the settings want
   * nothing, or no text is there.
   *
   * @param report takes what came of it, as {@code shadow}
   * @param mayGoOn asked while it waits; throws where it may not
   * @return why the candidate may not serve; empty where it may
   * @throws IOException when a model does not answer
   */
  Optional<String> objection(
      String incumbentName,
      Checkpoint incumbent,
      Checkpoint candidate,
      ObjectNode report,
      Runnable mayGoOn)
      throws IOException {
    int most = settings.get(GuardSettings.SHADOW_TEXTS);
    if (most == 0) {
      return Optional.empty();
    }
    await(mayGoOn);
    List<String> texts =
        RecentTexts.read(
            StreamWiring.connection(settings, bootstrap),
            settings.get(Settings.TOPICS_TEXTS),
            settings.get(Settings.INPUT_FORMAT),
            most);
    if (texts.isEmpty()) {
      return Optional.empty();
    }
    ShadowReport shadow;
    try (LoadedAnswers after = LoadedAnswers.of("candidate", candidate, models, settings);
        LoadedAnswers before = LoadedAnswers.of(incumbentName, incumbent, models, settings)) {
      shadow = rule.compare(after, before, texts, incumbent.requireLabels().types());
    }
    metrics.shadowed(settings.get(TrainerSettings.NAME), incumbentName, shadow);
    LOG.info("in the shadow period, beside {}: {}", incumbentName, shadow);
    Optional<String> objection = rule.objection(shadow);
    report.set("shadow", json(shadow).put("objection", objection.orElse(null)));
    return objection;
  }

  private static ObjectNode json(ShadowReport report) {
    ObjectNode node =
        Json.MAPPER
            .createObjectNode()
            .put("texts", report.texts())
            .put("disagreement", report.disagreement());
    ObjectNode types = node.putObject("types");
    report
        .types()
        .forEach(
            (type, its) ->
                types
                    .putObject(type)
                    .put("kept", its.kept())
                    .put("changed", its.changed())
                    .put("removed", its.removed())
                    .put("added", its.added()));
    return node;
  }

  private void await(Runnable mayGoOn) throws IOException {
    long end = System.nanoTime() + settings.get(GuardSettings.SHADOW_PERIOD).toNanos();
    while (System.nanoTime() - end < 0) {
      mayGoOn.run();
      try {
        Thread.sleep(LOOK_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted in the shadow period", e);
      }
    }
  }
}
