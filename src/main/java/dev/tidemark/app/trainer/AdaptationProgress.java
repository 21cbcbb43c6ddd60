package dev.tidemark.app.trainer;

import dev.tidemark.adaptation.AdaptationListener;
import dev.tidemark.adaptation.GateReport;
import dev.tidemark.app.train.TaggingTrainingReport;
import dev.tidemark.app.train.TrainingProgress;
import dev.tidemark.training.TaggingScore;
import dev.tidemark.training.loop.Stage;
import java.io.PrintStream;

/** Shows a run on standard error. */
final class AdaptationProgress implements AdaptationListener, AutoCloseable {

  private final PrintStream err;
  private final TrainingProgress<TaggingScore> training;

  AdaptationProgress(PrintStream err) {
    this.err = err;
    this.training = new TrainingProgress<>(err, new TaggingTrainingReport());
  }

  @Override
  public void split(int train, int heldOut, int rehearsal, int golden) {
    err.printf(
        "learning from %d corrections and %d sentences of before; measuring on %d corrections and %d golden sentences%n",
        train, rehearsal, heldOut, golden);
  }

  @Override
  public void step(int step, int steps, int epoch, double loss) {
    training.step(step, steps, epoch, loss);
  }

  @Override
  public void stage(Stage<TaggingScore> stage) {
    training.stage(stage);
  }

  @Override
  public void decided(GateReport report) {
    // The command prints the verdict.
  }

  @Override
  public void close() {
    training.close();
  }
}
