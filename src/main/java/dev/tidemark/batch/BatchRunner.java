package dev.tidemark.batch;

import java.util.List;

/**
 * Computes a batch, on the one thread of its {@link BatchLoop}.
 *
 * @param <I> a request
 * @param <O> its result
 */
@FunctionalInterface
public interface BatchRunner<I, O> {

  /**
   * Runs the batch.
   *
   * @param batch in no particular order but the one the results are wanted in; never empty
   * @return one result per request, in the order of {@code batch}
   * @throws Exception when any of it failed: the batch is then run again in parts, so a run must
   *     have no effect beyond its results
   */
  List<O> run(List<I> batch) throws Exception;

  /** Whether a smaller batch might succeed where this failure says the device's memory did not. */
  default boolean isOutOfMemory(Throwable failure) {
    return false;
  }

  /** Whether the failure says that no batch will ever succeed again. */
  default boolean isFatal(Throwable failure) {
    return failure instanceof DeviceFailedException
        || failure instanceof VirtualMachineError
        || failure instanceof LinkageError;
  }
}
