package dev.tidemark.app.trainer;

import dev.tidemark.adaptation.AdaptationListener;
import dev.tidemark.adaptation.GateReport;
import dev.tidemark.training.TaggingScore;
import dev.tidemark.training.loop.Stage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Rests after each step, so that a training takes no more than its share of the time from whoever
 * else computes on this machine.
 */
public final class PacedAdaptation implements AdaptationListener {

  /** After measuring or a stop of the machine the next rest is still a short one. */
  private static final long MOST_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final AdaptationListener to;
  private final double pace;
  private long began = System.nanoTime();

  /**
   * @param pace share of the time that is computed in, above 0, to 1
   */
  public PacedAdaptation(AdaptationListener to, double pace) {
    this.to = to;
    this.pace = pace;
  }

  @Override
  public void split(int train, int heldOut, int rehearsal, int golden) {
    to.split(train, heldOut, rehearsal, golden);
    began = System.nanoTime();
  }

  @Override
  public void resumed(String training, int step) {
    to.resumed(training, step);
  }

  @Override
  public void step(int step, int steps, int epoch, double loss) {
    to.step(step, steps, epoch, loss);
    if (pace < 1) {
      long worked = System.nanoTime() - began;
      LockSupport.parkNanos(Math.min(MOST_NANOS, (long) ((double) worked * (1 / pace - 1))));
    }
    began = System.nanoTime();
  }

  @Override
  public void stage(Stage<TaggingScore> stage) {
    to.stage(stage);
  }

  @Override
  public void decided(GateReport report) {
    to.decided(report);
  }
}
