package dev.tidemark.model.hub;

import java.time.Duration;
import java.time.Instant;

/** Time, as far as a download needs it; tests have their own. */
public interface Pauses {

  /** The process's clock and its sleep. */
  Pauses REAL =
      new Pauses() {
        @Override
        public Instant now() {
          return Instant.now();
        }

        @Override
        public void sleep(Duration time) throws InterruptedException {
          Thread.sleep(time.toMillis());
        }
      };

  Instant now();

  void sleep(Duration time) throws InterruptedException;
}
