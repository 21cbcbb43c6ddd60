package dev.tidemark.app.trainer;

import dev.tidemark.adaptation.AdaptationListener;
import dev.tidemark.adaptation.GateReport;
import dev.tidemark.app.train.TrainingProgress;
import dev.tidemark.training.TaggingScore;
import dev.tidemark.training.loop.Stage;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says in the log what a run does, step by step, and passes it on. */
record LoggedAdaptation(AdaptationListener to) implements AdaptationListener {

  private static final Logger LOG = LoggerFactory.getLogger(LoggedAdaptation.class);

  @Override
  public void split(int train, int heldOut, int rehearsal, int golden) {
    to.split(train, heldOut, rehearsal, golden);
    LOG.info(
        "training on {} corrections and {} sentences of before; {} corrections and {} golden sentences are held out",
        train,
        rehearsal,
        heldOut,
        golden);
  }

  @Override
  public void resumed(String training, int step) {
    to.resumed(training, step);
    LOG.info("the {} was interrupted, and goes on after step {}", training, step);
  }

  @Override
  public void step(int step, int steps, int epoch, double loss) {
    to.step(step, steps, epoch, loss);
  }

  @Override
  public void stage(Stage<TaggingScore> stage) {
    to.stage(stage);
    LOG.info(
        "pass {} done, training loss {}",
        TrainingProgress.passes(stage.epoch()),
        String.format(Locale.ROOT, "%.4f", stage.trainLoss()));
  }

  @Override
  public void decided(GateReport report) {
    to.decided(report);
    LOG.info("the gate has decided: {}", report.reason());
  }
}
