package dev.tidemark.training.loop;

import dev.tidemark.model.checkpoint.Checkpoint;
import dev.tidemark.model.checkpoint.Tensor;
import dev.tidemark.training.LinearSchedule;
import dev.tidemark.training.TrainableModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Trains any model on any curriculum: steps under a schedule, measurements, the best weights kept,
 * early stopping, and snapshots to go on from.
 *
 * <p>Everything random is seeded anew with each batch, so what a batch does depends on its number
 * and on the weights alone.
 *
 * <p>Threading notes: one thread.
 *
 * @param <B> a batch
 * @param <M> what is measured
 */
public final class TrainingLoop<B, M extends Measured> {

  private static final long DROPOUT = -1;

  private final LoopSettings settings;
  private final TrainableModel<B> model;
  private final Curriculum<B> curriculum;
  private final Supplier<? extends @Nullable M> measurement;
  private final TrainingListener<M> listener;
  private final int stepsPerEpoch;
  private final int steps;
  private final LinearSchedule schedule;
  private final List<Stage<M>> stages = new ArrayList<>();
  private @Nullable Consumer<Snapshot<M>> keeper;
  private int keepEvery;
  private @Nullable IntFunction<Work<B>> plan;
  private int epoch;
  private int batch;
  private int step;
  private long tokens;
  private double loss;
  private int batches;
  private int best;
  private @Nullable Checkpoint bestWeights;
  private long passNanos;
  private long stepNanos;

  /**
   * @param measurement of the model on validation data, after each stage; null where there is none,
   *     and then the last weights are the best
   */
  public TrainingLoop(
      LoopSettings settings,
      TrainableModel<B> model,
      Curriculum<B> curriculum,
      @Nullable Supplier<M> measurement,
      TrainingListener<M> listener) {
    this.settings = settings;
    this.model = model;
    this.curriculum = curriculum;
    this.measurement = measurement == null ? () -> null : measurement;
    this.listener = listener;
    this.stepsPerEpoch = ceilDiv(curriculum.batches(), settings.accumulation());
    int all = Math.multiplyExact(stepsPerEpoch, settings.epochs());
    this.steps = settings.maxSteps() == 0 ? all : Math.min(all, settings.maxSteps());
    this.schedule = new LinearSchedule(steps, (int) Math.round(steps * settings.warmup()));
  }

  /** Hands out a snapshot at each stage, and every so many steps between. */
  public void keep(int everySteps, Consumer<Snapshot<M>> snapshots) {
    keepEvery = everySteps;
    keeper = snapshots;
  }

  /** Trains from the beginning. */
  public Outcome<M> run() {
    return run(Progress.none(), null);
  }

  /**
   * Trains on.
   *
   * @param from how far it had come when the model had the weights it has now
   * @param bestSoFar weights of its best stage; null before the first
   */
  public Outcome<M> run(Progress<M> from, @Nullable Checkpoint bestSoFar) {
    restore(from, bestSoFar);
    while (step < steps && !outOfPatience()) {
      runBatch();
    }
    Checkpoint result = bestWeights == null ? model.checkpoint() : bestWeights;
    return new Outcome<>(List.copyOf(stages), stages.get(best), step, tokens, outside(), result);
  }

  private void runBatch() {
    // 1. Learn from the next batch of the plan.
    long begun = System.nanoTime();
    if (plan == null) {
      plan = curriculum.epoch(epoch);
    }
    Work<B> work = plan.apply(batch);
    model.seed(Seed.of(Seed.of(settings.seed(), DROPOUT), (long) epoch << 32 | batch));
    long ready = System.nanoTime();
    double batchLoss = model.accumulate(work.batch());
    passNanos += System.nanoTime() - ready;
    loss += batchLoss;
    batches++;
    tokens += work.tokens();
    batch++;

    // 2. A step when enough batches are gathered, or the epoch has no more.
    boolean epochEnds = batch == curriculum.batches();
    boolean stepped = batch % settings.accumulation() == 0 || epochEnds;
    if (stepped) {
      double ignored = model.update(schedule.scale(step++));
    }
    stepNanos += System.nanoTime() - begun;
    listener.step(step, steps, epoch, batchLoss);
    if (!stepped) {
      return;
    }

    // 3. Measure where the epoch, or a part of it, ends.
    boolean measured = stageEnds(epochEnds);
    if (measured) {
      measure(epochEnds);
    }
    if (epochEnds) {
      epoch++;
      batch = 0;
      plan = null;
    }

    // 4. What may be lost to an accident is never more than this.
    if (keeper != null && (measured || step % keepEvery == 0)) {
      keeper.accept(snapshot());
    }
  }

  private double outside() {
    return stepNanos == 0 ? 0 : 1 - (double) passNanos / stepNanos;
  }

  private boolean stageEnds(boolean epochEnds) {
    if (epochEnds || step == steps) {
      return true;
    }
    int done = batch / settings.accumulation();
    int parts = settings.measurements();
    return (long) done * parts / stepsPerEpoch > (long) (done - 1) * parts / stepsPerEpoch;
  }

  private void measure(boolean epochEnds) {
    double passes = epochEnds ? epoch : epoch - 1 + (double) batch / curriculum.batches();
    Stage<M> stage = new Stage<>(passes, step, loss / batches, measurement.get());
    loss = 0;
    batches = 0;
    stages.add(stage);
    listener.stage(stage);
    M measured = stage.measured();
    if (measured == null) {
      best = stages.size() - 1; // nothing tells them apart: the last is what the user asked for
    } else if (best < 0 || measured.score() > score(best)) {
      best = stages.size() - 1;
      bestWeights = model.checkpoint();
    }
  }

  private double score(int stage) {
    M measured = stages.get(stage).measured();
    return measured == null ? Double.NEGATIVE_INFINITY : measured.score();
  }

  private boolean outOfPatience() {
    return settings.patience() > 0 && stages.size() - 1 - best >= settings.patience();
  }

  private Snapshot<M> snapshot() {
    Map<String, Tensor> bestTensors = bestWeights == null ? Map.of() : bestWeights.tensors();
    return new Snapshot<>(
        new Progress<>(epoch, batch, step, tokens, loss, batches, stages, best),
        model.checkpoint().tensors(),
        bestTensors,
        model.optimizerState());
  }

  private void restore(Progress<M> from, @Nullable Checkpoint bestSoFar) {
    epoch = from.epoch();
    batch = from.batch();
    step = from.step();
    tokens = from.tokens();
    loss = from.loss();
    batches = from.batches();
    best = from.best();
    bestWeights = bestSoFar;
    stages.clear();
    stages.addAll(from.stages());
  }

  private static int ceilDiv(int items, int size) {
    return (items + size - 1) / size;
  }
}
