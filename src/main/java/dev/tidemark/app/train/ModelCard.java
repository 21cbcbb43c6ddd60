package dev.tidemark.app.train;

import dev.tidemark.training.loop.Measured;
import dev.tidemark.training.loop.Outcome;
import dev.tidemark.training.loop.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The {@code README.md} of a trained checkpoint, as the Hugging Face Hub shows it: what it was made
 * from and how, and what was measured.
 *
 * @param task as the Hub calls it: {@code token-classification} or {@code fill-mask}
 * @param recipe everything that decided the result, by name
 * @see <a href="https://huggingface.co/docs/hub/model-cards">model cards</a>
 */
record ModelCard<M extends Measured>(
    String task, Map<String, String> recipe, TrainingReport<M> report) {

  static final String FILE = "README.md";

  void write(Path folder, Outcome<M> outcome) throws IOException {
    Files.writeString(folder.resolve(FILE), text(folder, outcome));
  }

  private String text(Path folder, Outcome<M> outcome) {
    List<String> lines = new ArrayList<>();
    lines.add("---");
    lines.add("library_name: transformers");
    lines.add("pipeline_tag: " + task);
    lines.add("---");
    lines.add("");
    lines.add("# " + folder.toAbsolutePath().normalize().getFileName());
    lines.add("");
    lines.add(
        "Trained by Tidemark (%s) in %d optimizer steps on %d tokens."
            .formatted(
                task.equals("fill-mask") ? "masked language model" : "token classification",
                outcome.steps(),
                outcome.tokens()));
    lines.add("");
    lines.add("## How");
    lines.add("");
    lines.add("| setting | value |");
    lines.add("|---|---|");
    recipe.forEach((name, value) -> lines.add("| `%s` | %s |".formatted(name, value)));
    lines.add("");
    lines.add("## What was measured meanwhile");
    lines.add("");
    lines.add("| epoch | step | training loss | " + String.join(" | ", report.columns()) + " |");
    lines.add("|---".repeat(3 + report.columns().size()) + "|");
    for (Stage<M> stage : outcome.stages()) {
      lines.add(row(stage, stage.equals(outcome.best())));
    }
    lines.add("");
    lines.add("The weights are those of the row in bold; its validation data chose it.");
    lines.add("");
    return String.join("\n", lines);
  }

  private String row(Stage<M> stage, boolean best) {
    List<String> cells = new ArrayList<>();
    cells.add(TrainingProgress.passes(stage.epoch()));
    cells.add(Integer.toString(stage.step()));
    cells.add(number(stage.trainLoss()));
    M measured = stage.measured();
    for (int i = 0; i < report.columns().size(); i++) {
      cells.add(measured == null ? "" : number(report.row(measured).get(i)));
    }
    if (best) {
      cells.replaceAll(cell -> cell.isEmpty() ? cell : "**" + cell + "**");
    }
    return "| " + String.join(" | ", cells) + " |";
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.4f", value);
  }
}
