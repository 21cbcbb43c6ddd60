package dev.tidemark.batch;

import java.util.concurrent.CompletableFuture;

/** How one request of a batch ended. */
sealed interface Outcome<O> {

  record Done<O>(O result) implements Outcome<O> {}

  record Failed<O>(Throwable failure) implements Outcome<O> {}

  default void complete(CompletableFuture<O> future) {
    if (this instanceof Done<O> done) {
      future.complete(done.result());
    } else if (this instanceof Failed<O> failed) {
      future.completeExceptionally(failed.failure());
    }
  }
}
