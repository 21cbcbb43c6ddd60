package dev.tidemark.training.loop;

/** Told how a training goes. */
public interface TrainingListener<M extends Measured> {

  /** A batch was learnt from; {@code step} of {@code steps} optimizer steps are made. */
  void step(int step, int steps, int epoch, double loss);

  /** A measurement was made. */
  void stage(Stage<M> stage);
}
