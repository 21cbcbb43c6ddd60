package dev.tidemark.inference;

import dev.tidemark.batch.DeviceFailedException;
import java.util.Locale;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;

/** Whose fault it is when a model fails. */
final class ModelFailures {

  private ModelFailures() {}

  /**
   * A failure of the device is everybody's; any other has been pinned to this text by bisection.
   */
  static CompletionException judged(Throwable thrown) {
    Throwable failure =
        thrown instanceof CompletionException && thrown.getCause() != null
            ? thrown.getCause()
            : thrown;
    if (failure instanceof DeviceFailedException
        || failure instanceof CancellationException
        || failure instanceof TimeoutException
        || failure instanceof InterruptedException
        || failure instanceof Error) {
      return new CompletionException(failure);
    }
    return new CompletionException(
        new UntaggableTextException(
            "the model failed on this text: " + failure.getMessage(), failure));
  }

  /**
   * DJL reports every native failure by one exception type; only PyTorch's words tell them apart.
   */
  static boolean isOutOfMemory(Throwable failure) {
    String message = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
    return message.contains("out of memory") || message.contains("can't allocate memory");
  }
}
