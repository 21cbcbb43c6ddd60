package dev.tidemark.app.ingest;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The time, and waiting for it; a test's day may pass in a second. */
interface Timekeeper extends InstantSource {

  /**
   * Returns when it is that late, or when the work is to end.
   *
   * @return whether to go on
   */
  boolean await(Instant due) throws InterruptedException;

  /** Whether the work is to end. */
  boolean stopped();

  /**
   * The clock of the machine.
   *
   * <p>Threading notes: any thread may stop it, others wait.
   */
  final class OfTheMachine implements Timekeeper {

    private final CountDownLatch stop = new CountDownLatch(1);

    /** Ends every wait, this one and later ones. */
    public void stop() {
      stop.countDown();
    }

    @Override
    public Instant instant() {
      return Instant.now();
    }

    @Override
    public boolean stopped() {
      return stop.getCount() == 0;
    }

    @Override
    public boolean await(Instant due) throws InterruptedException {
      long nanos = Math.max(0, Duration.between(instant(), due).toNanos());
      return !stop.await(nanos, TimeUnit.NANOSECONDS);
    }
  }
}
