package dev.tidemark.app.trainer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.adaptation.AdaptationData;
import dev.tidemark.adaptation.AdaptationResult;
import dev.tidemark.adaptation.AdaptationRun;
import dev.tidemark.adaptation.AdaptationSettings;
import dev.tidemark.adaptation.GateSettings;
import dev.tidemark.adaptation.RunSnapshots;
import dev.tidemark.adaptation.UnknownTypesException;
import dev.tidemark.app.cli.Shell;
import dev.tidemark.app.cli.UsageException;
import dev.tidemark.app.feed.FeedTexts;
import dev.tidemark.app.models.ModelFolder;
import dev.tidemark.app.settings.Configuration;
import dev.tidemark.app.settings.Settings;
import dev.tidemark.app.tagger.DeviceOptions;
import dev.tidemark.app.train.LabelledDataOptions;
import dev.tidemark.app.train.OutFolder;
import dev.tidemark.model.checkpoint.Checkpoint;
import dev.tidemark.model.checkpoint.ElementType;
import dev.tidemark.torch.TorchTrainingEngine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** One adaptation run, without Kafka. */
@Command(
    name = "adapt",
    description = {
      "Teaches a model what people corrected, and finds out whether that made it better: fine-tunes it on the corrections"
          + " with rehearsal of what it knew, measures both on held-out corrections and on a golden set, and lets the"
          + " candidate through the promotion gate or not. --out holds the model that should serve, either way."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  tidemark adapt --corrections corrected.jsonl --out my-model",
      "  tidemark adapt --corrections corrected.tsv --replay train.tsv --golden dev.tsv --texts feed.jsonl.gz --out"
          + " my-model --json",
      "",
      "Corrections are the full truth for their text, as JSON lines",
      "  {\"text\": \"Acme hired Jo.\", \"entities\": [{\"type\": \"ORG\", \"start\": 0, \"end\": 4}, …]}",
      "or as labelled words. The exit code is 0 whether the candidate is promoted or not."
    })
public final class AdaptCommand implements Callable<Integer> {

  @Option(
      names = "--corrections",
      required = true,
      paramLabel = "FILE",
      description =
          "What people corrected, as labelled words or JSON lines; may be given several times.")
  List<Path> corrections = List.of();

  @Option(
      names = "--replay",
      paramLabel = "FILE",
      description =
          "Labelled words that the model learnt from before, to rehearse; may be given several times (default: about"
              + " 200 news items that come with Tidemark, labelled by hand, where the model knows their types).")
  List<Path> replay = List.of();

  @Option(
      names = "--golden",
      paramLabel = "FILE",
      description =
          "Labelled words on which the model must not become worse (default: half of --replay, held out).")
  List<Path> golden = List.of();

  @Option(
      names = "--texts",
      paramLabel = "FILE",
      description = "Recent texts, plain or JSON lines, which the model labels itself to rehearse.")
  @Nullable String texts;

  @Option(
      names = "--model",
      defaultValue = ModelFolder.DEFAULT,
      paramLabel = ModelFolder.LABEL,
      description = "The model that serves now (default: the model that comes with Tidemark).")
  String model = ModelFolder.DEFAULT;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "Folder for the model that should serve from now on.")
  Path out = Path.of("");

  @Option(
      names = "--candidate",
      paramLabel = "DIR",
      description = "Also write the candidate there, whatever the verdict.")
  @Nullable Path candidate;

  @Option(names = "--json", description = "Print one JSON object.")
  boolean json;

  @Mixin LabelledDataOptions reading = new LabelledDataOptions();
  @Mixin AdaptationOptions how = new AdaptationOptions();
  @Mixin DeviceOptions device = new DeviceOptions();

  private final Shell shell;

  AdaptCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws IOException {
    long started = System.nanoTime();
    // 1. Everything that can be wrong is found before the work starts.
    OutFolder.prepare(out);
    if (candidate != null) {
      OutFolder.prepare(candidate);
    }
    Configuration settings = shell.configuration(device.flags());
    AdaptationSettings adaptation = how.settings(settings.get(Settings.DTYPE));
    Checkpoint incumbent = ModelFolder.of(model, settings).read();
    AdaptationData data =
        new AdaptationData(
            reading.readAll(corrections),
            replay.isEmpty()
                ? BundledReplay.of(incumbent.requireLabels())
                : reading.readAll(replay),
            reading.readAll(golden),
            texts == null ? List.of() : FeedTexts.read(texts));

    // 2. Learn, measure, decide.
    TorchTrainingEngine engine = new TorchTrainingEngine(DeviceOptions.models(settings));
    AdaptationResult result;
    try (AdaptationProgress progress = new AdaptationProgress(shell.err())) {
      result =
          new AdaptationRun(engine, adaptation, GateSettings.DEFAULT, progress, RunSnapshots.NONE)
              .run(incumbent, data);
    } catch (UnknownTypesException e) {
      throw new UsageException("%s (--new-types allow)".formatted(e.getMessage()), e);
    }

    // 3. The model that should serve.
    boolean promoted = result.report().promoted();
    if (candidate != null) {
      result.candidate().write(candidate, ElementType.F32);
    }
    (promoted ? result.candidate() : incumbent).write(out, ElementType.F32);
    print(result, (System.nanoTime() - started) / 1e9);
    return 0;
  }

  private void print(AdaptationResult result, double seconds) {
    if (json) {
      ObjectNode node = GateReportJson.of(result.report());
      shell.out().println(node.put("seconds", seconds).put("out", out.toString()));
      return;
    }
    GateReportTable.print(shell.out(), result.report());
    shell
        .out()
        .printf(
            Locale.ROOT,
            "the %s is in %s; %.0f s%n",
            result.report().promoted() ? "candidate" : "incumbent, unchanged,",
            out,
            seconds);
  }
}
