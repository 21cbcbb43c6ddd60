package dev.tidemark.batch;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Runs a batch and, when it fails, its halves, until each culprit stands alone: one bad request
 * costs its batch about {@code 2 log₂ n} more runs and its neighbours nothing else.
 *
 * <p>A failure that no splitting can help (fatal, or an interrupt) is thrown instead.
 */
final class Bisection<I, O> {

  private final BatchRunner<I, O> runner;
  private final OutOfMemoryListener listener;

  /** Told of each part of a batch that did not fit into the device's memory. */
  @FunctionalInterface
  interface OutOfMemoryListener {
    void outOfMemory(int from, int to);
  }

  Bisection(BatchRunner<I, O> runner, OutOfMemoryListener listener) {
    this.runner = runner;
    this.listener = listener;
  }

  /** One outcome per request, in the order of the batch. */
  List<Outcome<O>> run(List<I> batch) throws FatalFailure {
    List<Outcome<O>> outcomes = new ArrayList<>(batch.size());
    runInto(batch, 0, batch.size(), outcomes);
    return outcomes;
  }

  private void runInto(List<I> batch, int from, int to, List<Outcome<O>> outcomes)
      throws FatalFailure {
    Throwable failure;
    try {
      outcomes.addAll(outcomesOf(runner.run(batch.subList(from, to)), to - from));
      return;
    } catch (Throwable thrown) {
      failure = thrown;
    }
    boolean outOfMemory = runner.isOutOfMemory(failure);
    if (failure instanceof InterruptedException || (!outOfMemory && runner.isFatal(failure))) {
      throw new FatalFailure(failure);
    }
    if (outOfMemory) {
      listener.outOfMemory(from, to);
    }
    if (to - from == 1) {
      outcomes.add(new Outcome.Failed<>(failure));
      return;
    }
    int middle = (from + to) >>> 1;
    runInto(batch, from, middle, outcomes);
    runInto(batch, middle, to, outcomes);
  }

  private List<Outcome<O>> outcomesOf(List<O> results, int requests) {
    List<Outcome<O>> outcomes = new ArrayList<>(requests);
    if (results.size() == requests) {
      results.forEach(result -> outcomes.add(new Outcome.Done<>(result)));
    } else {
      // Which result belongs to which request is anyone's guess, and a part's would be no better.
      Outcome<O> failed =
          new Outcome.Failed<>(
              new IllegalStateException(
                  "the runner gave %d results for a batch of %d requests"
                      .formatted(results.size(), requests)));
      outcomes.addAll(Collections.nCopies(requests, failed));
    }
    return outcomes;
  }

  /** Carries the failure that ends the loop. */
  static final class FatalFailure extends Exception {

    FatalFailure(Throwable cause) {
      super(cause);
    }

    Throwable failure() {
      Throwable cause = getCause();
      return cause == null ? this : cause;
    }
  }
}
