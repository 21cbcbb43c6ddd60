package dev.tidemark.model.hub;

import java.time.Duration;

/**
 * Tries again, later and later, and gives up after a few times in a row without progress.
 *
 * <p>A download over a bad line may break off often and still arrive: whoever made progress starts
 * counting anew.
 */
final class Retries {

  private static final int MOST = 5;
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

  /** A server that asks for more is not waited for: the user is told. */
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(2);

  private final Pauses pauses;
  private final DownloadListener listener;
  private int failures;

  Retries(Pauses pauses, DownloadListener listener) {
    this.pauses = pauses;
    this.listener = listener;
  }

  /** One attempt at something. */
  @FunctionalInterface
  interface Attempt<T> {
    T make() throws TransientFailure, InterruptedException;
  }

  /**
   * The first answer.
   *
   * @throws HubException with the last failure, when it is given up
   */
  <T> T until(Attempt<T> attempt) throws InterruptedException {
    while (true) {
      try {
        return attempt.make();
      } catch (TransientFailure failure) {
        pauseOrGiveUp(failure);
      }
    }
  }

  void progress() {
    failures = 0;
  }

  private void pauseOrGiveUp(TransientFailure failure) throws InterruptedException {
    failures++;
    Duration asked = failure.retryAfter;
    if (asked != null && asked.compareTo(LONGEST_PAUSE) > 0) {
      throw new HubUnreachableException(
          "%s, and asks to wait %d s; try again then"
              .formatted(failure.getMessage(), asked.toSeconds()),
          failure);
    }
    if (failures >= MOST) {
      throw new HubUnreachableException(
          "%s; given up after %d attempts, try again later"
              .formatted(failure.getMessage(), failures),
          failure);
    }
    Duration pause = FIRST_PAUSE.multipliedBy(1L << (failures - 1));
    if (asked != null && asked.compareTo(pause) > 0) {
      pause = asked;
    }
    listener.notice("%s; trying again in %d s".formatted(failure.getMessage(), pause.toSeconds()));
    pauses.sleep(pause);
  }
}
