package dev.tidemark.batch;

/**
 * How many padded tokens a batch may hold, given what the device's memory has proved to hold.
 * Another process may have taken that memory for a while, so what was lost is tried again, at
 * longer and longer intervals while it keeps failing.
 *
 * <p>Threading notes: not safe for use by several threads; its {@link BatchQueue} is guarded by
 * {@link BatchLoop}.
 */
final class TokenBudget {

  /** Batches before the first attempt at a larger one. */
  static final int FIRST_TRIAL = 128;

  private static final int LAST_TRIAL = 1 << 16;

  private final int full;
  private int now;
  private int trialAfter = FIRST_TRIAL;
  private int batches;

  /** Whether the last change was upwards. */
  private boolean trying;

  TokenBudget(int full) {
    this.full = full;
    this.now = full;
  }

  int tokens() {
    return now;
  }

  /** A batch of so many padded tokens was too much: half of that is the most from now on. */
  void tooLarge(int padded) {
    if (trying) {
      trialAfter = batches < trialAfter ? Math.min(LAST_TRIAL, 2 * trialAfter) : FIRST_TRIAL;
      trying = false;
    }
    now = Math.max(1, Math.min(now, padded / 2));
    batches = 0;
  }

  /** A batch has ended. */
  void ended() {
    batches = Math.min(LAST_TRIAL, batches + 1);
    if (now < full && batches >= trialAfter) {
      now = (int) Math.min(full, 2L * now);
      batches = 0;
      trying = true;
    }
  }
}
