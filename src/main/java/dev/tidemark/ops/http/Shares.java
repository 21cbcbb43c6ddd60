package dev.tidemark.ops.http;

import java.util.HashMap;
import java.util.Map;

/**
 * So many of something at a time for each client. It remembers nobody who has none.
 *
 * <p>Threading notes: any number of threads; synchronized.
 */
final class Shares {

  private final int most;
  private final Map<Client, Integer> taken = new HashMap<>();

  /**
   * Nobody has one yet.
   *
   * @param most 0 for as many as anybody wants
   */
  Shares(int most) {
    this.most = most;
  }

  int most() {
    return most;
  }

  /** One more for this client, if it may; whoever got it gives it back. */
  synchronized boolean tryTake(Client client) {
    int now = taken.getOrDefault(client, 0);
    if (most > 0 && now >= most) {
      return false;
    }
    taken.put(client, now + 1);
    return true;
  }

  synchronized void giveBack(Client client) {
    taken.computeIfPresent(client, (same, count) -> count == 1 ? null : count - 1);
  }
}
