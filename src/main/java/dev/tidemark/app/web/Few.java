package dev.tidemark.app.web;

import dev.tidemark.ops.http.HttpProblem;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/**
 * Lets a few requests at a time wait for Kafka or the model store, and sends the others away: when
 * those do not answer, the threads of the server are still there for health, metrics and the page.
 *
 * <p>Threading notes: any number of threads.
 */
final class Few {

  private final Semaphore room;

  Few(int most) {
    room = new Semaphore(most);
  }

  /**
   * Does it now.
   *
   * @throws HttpProblem when as many are at it already
   */
  <T> T run(Supplier<T> work) {
    if (!room.tryAcquire()) {
      throw HttpProblem.busy("others are asking the same; try again");
    }
    try {
      return work.get();
    } finally {
      room.release();
    }
  }
}
