package dev.tidemark.app.train;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.app.cli.Json;
import dev.tidemark.app.cli.Shell;
import dev.tidemark.app.cli.UsageException;
import dev.tidemark.model.Dtype;
import dev.tidemark.model.checkpoint.Checkpoint;
import dev.tidemark.training.TrainableModel;
import dev.tidemark.training.TrainingStart;
import dev.tidemark.training.loop.Continuation;
import dev.tidemark.training.loop.Curriculum;
import dev.tidemark.training.loop.Measured;
import dev.tidemark.training.loop.Outcome;
import dev.tidemark.training.loop.Progress;
import dev.tidemark.training.loop.Snapshot;
import dev.tidemark.training.loop.SnapshotFolder;
import dev.tidemark.training.loop.SnapshotMismatchException;
import dev.tidemark.training.loop.Stage;
import dev.tidemark.training.loop.TrainingLoop;
import java.io.IOException;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One training from a command: goes on from a snapshot where asked to, trains, writes the best
 * weights and what was measured.
 */
final class TrainingSession<M extends Measured> {

  private static final String SNAPSHOTS = ".training";

  private final Shell shell;
  private final TrainingOptions options;
  private final TrainingReport<M> report;
  private final Map<String, String> recipe;
  private final SnapshotFolder<M> snapshots;
  private final Continuation<M> continuation;

  /**
   * @param recipe everything besides the options that decides the result, such as the data
   * @throws UsageException when there is a training to go on with and none was asked for, or the
   *     other way round
   */
  TrainingSession(
      Shell shell,
      TrainingOptions options,
      Map<String, String> recipe,
      TrainingReport<M> report,
      Class<M> measured)
      throws IOException {
    this.shell = shell;
    this.options = options;
    this.report = report;
    this.recipe = options.recipe();
    this.recipe.putAll(recipe);
    this.snapshots = new SnapshotFolder<>(options.out.resolve(SNAPSHOTS), this.recipe, measured);
    this.continuation = new Continuation<>(interrupted());
  }

  private @Nullable Snapshot<M> interrupted() throws IOException {
    if (!options.resume) {
      if (snapshots.exists()) {
        throw new UsageException(
            "a training was interrupted in %s: go on with it by --resume, or delete %s to begin anew"
                .formatted(options.out, options.out.resolve(SNAPSHOTS)));
      }
      return null;
    }
    try {
      return snapshots
          .latest()
          .orElseThrow(
              () ->
                  new UsageException(
                      "--resume: there is no interrupted training in %s; leave the option out to begin one"
                          .formatted(options.out)));
    } catch (SnapshotMismatchException e) {
      throw new UsageException(String.valueOf(e.getMessage()), e);
    }
  }

  /** What the model is given: the checkpoint, or what a snapshot says it has become. */
  TrainingStart start(Checkpoint checkpoint, Dtype dtype, double labelSmoothing) {
    return continuation.start(
        TrainingStart.of(
            checkpoint,
            dtype,
            options.regularisation(checkpoint.config(), labelSmoothing),
            options.optimizer()));
  }

  /** Trains, and writes the best. */
  <B> Outcome<M> run(
      TrainableModel<B> model,
      Checkpoint checkpoint,
      Curriculum<B> curriculum,
      @Nullable Supplier<M> measurement)
      throws IOException {
    long started = System.nanoTime();
    Outcome<M> outcome;
    try (TrainingProgress<M> progress = new TrainingProgress<>(shell.err(), report)) {
      TrainingLoop<B, M> loop =
          new TrainingLoop<>(options.loop(), model, curriculum, measurement, progress);
      if (options.saveEvery > 0) {
        loop.keep(options.saveEvery, snapshots::save);
      }
      if (continuation.from() != null) {
        Progress<M> reached = continuation.reached();
        shell.err().printf("going on after step %d%n", reached.step());
        reached.stages().forEach(progress::stage);
      }
      outcome = continuation.run(loop, checkpoint);
    }
    double seconds = (System.nanoTime() - started) / 1e9;
    outcome.checkpoint().write(options.out, options.store);
    new ModelCard<>(report.task(), recipe, report).write(options.out, outcome);
    snapshots.clear();
    if (options.json) {
      shell.out().println(json(outcome, seconds));
    }
    return outcome;
  }

  private ObjectNode json(Outcome<M> outcome, double seconds) {
    ObjectNode node = Json.MAPPER.createObjectNode();
    ArrayNode list = node.putArray("epochs");
    for (Stage<M> stage : outcome.stages()) {
      ObjectNode entry = list.addObject();
      putPasses(entry, "epoch", stage.epoch());
      entry.put("step", stage.step()).put("train_loss", stage.trainLoss());
      M measured = stage.measured();
      if (measured != null) {
        report.json(entry, measured);
      }
    }
    putPasses(node, "best_epoch", outcome.best().epoch());
    long here = outcome.tokens() - continuation.reached().tokens();
    return node.put("steps", outcome.steps())
        .put("tokens", outcome.tokens())
        .put("tokens_per_second", here / seconds)
        .put("seconds", seconds)
        .put("outside_forward_backward", outcome.outside())
        .put("out", options.out.toString());
  }

  /** A whole number where it is one. */
  private static void putPasses(ObjectNode to, String key, double epochs) {
    if (epochs == Math.rint(epochs)) {
      to.put(key, (long) epochs);
    } else {
      to.put(key, epochs);
    }
  }
}
