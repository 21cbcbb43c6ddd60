package dev.tidemark.app;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.adaptation.guard.ShadowReport;
import dev.tidemark.app.guard.ShadowPeriod;
import dev.tidemark.app.settings.Configuration;
import dev.tidemark.app.settings.GuardSettings;
import dev.tidemark.app.settings.Settings;
import dev.tidemark.model.LabelScheme;
import dev.tidemark.model.checkpoint.Checkpoint;
import dev.tidemark.stream.RecentTexts;
import dev.tidemark.torch.TorchModels;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/**
 * The shadow period as the settings have it, on the last texts of the topic.
 *
 * <p>Threading notes: one thread, which waits.
 */
final class LiveShadow {

  private static final long LOOK_MILLIS = 200;

  private final Configuration settings;
  private final String bootstrap;
  private final TorchModels models;
  private final ShadowPeriod rule;

  LiveShadow(Configuration settings, String bootstrap, TorchModels models) {
    this.settings = settings;
    this.bootstrap = bootstrap;
    this.models = models;
    this.rule =
        new ShadowPeriod(Double.parseDouble(settings.get(GuardSettings.SHADOW_DISAGREEMENT)));
  }

  /**
   * What came of it.
   *
   * @param objection why the candidate may not serve; empty where it may
   */
  record Outcome(ShadowReport report, Optional<String> objection) {

    ObjectNode json() {
      ObjectNode node =
          NerReportJson.JSON
              .createObjectNode()
              .put("texts", report.texts())
              .put("disagreement", report.disagreement())
              .put("objection", objection.orElse(null));
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
  }

  /**
   * Waits for the period to pass, then lets both tag; empty where the settings want none, or no
   * text is there.
   *
   * @param goesOn asked while it waits
   * @throws IOException when it does not go on, or a model does not answer
   */
  Optional<Outcome> pass(Checkpoint incumbent, Checkpoint candidate, BooleanSupplier goesOn)
      throws IOException {
    int most = settings.get(GuardSettings.SHADOW_TEXTS);
    if (most == 0) {
      return Optional.empty();
    }
    await(goesOn);
    List<String> texts =
        RecentTexts.read(
            StreamWiring.connection(settings, bootstrap),
            settings.get(Settings.TOPICS_TEXTS),
            settings.get(Settings.INPUT_FORMAT),
            most);
    if (texts.isEmpty()) {
      return Optional.empty();
    }
    try (LoadedAnswers after = LoadedAnswers.of("candidate", candidate, models, settings);
        LoadedAnswers before = LoadedAnswers.of("incumbent", incumbent, models, settings)) {
      ShadowReport report = rule.compare(after, before, texts, types(incumbent));
      return Optional.of(new Outcome(report, rule.objection(report)));
    }
  }

  private void await(BooleanSupplier goesOn) throws IOException {
    long end = System.nanoTime() + settings.get(GuardSettings.SHADOW_PERIOD).toNanos();
    while (System.nanoTime() - end < 0) {
      if (!goesOn.getAsBoolean()) {
        throw new IOException("the shadow period was broken off: another process trains, or none");
      }
      try {
        Thread.sleep(LOOK_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted in the shadow period", e);
      }
    }
  }

  private static Set<String> types(Checkpoint model) {
    return model.requireLabels().names().stream()
        .filter(label -> !label.equals(LabelScheme.OUTSIDE))
        .map(LabelScheme::typeOf)
        .collect(Collectors.toSet());
  }
}
