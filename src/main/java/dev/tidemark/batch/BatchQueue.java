package dev.tidemark.batch;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Decides which waiting requests run together, and when.
 *
 * <p>A batch is the oldest request and the pending ones closest to it in length, as many as the
 * limits allow. So little is padded, and nobody starves: whoever is oldest is in the next batch,
 * whatever arrives. When all that is pending has to leave anyway, before a commit, it leaves from
 * the longest down: picking out the oldest would leave gaps between lengths for the last batches to
 * pad, and the longest last would keep all other workers waiting.
 *
 * <p>Nobody joins a batch who would have it padded by more than it costs to start another one,
 * unless that is less than one token in {@value #ONE_PADDED_IN}.
 *
 * <p>A batch is due
 *
 * <ul>
 *   <li>when it is full: another request would not fit, or not all that is pending did;
 *   <li>when the oldest request has lingered long enough;
 *   <li>when the oldest request was there before the last {@link #hurry()}.
 * </ul>
 *
 * <p>"Not all that is pending did" keeps the device from idling beside work: a short text and many
 * long ones make two batches, and the first need not wait for more short ones.
 *
 * <p>Invariant: {@code byArrival} and {@code byLength} hold the same requests, each in order of
 * arrival (the former also some that have left, never at its head); the oldest request is therefore
 * the first of its length.
 *
 * <p>Threading notes: not safe for use by several threads; {@link BatchLoop} guards it with its
 * lock. Time is an argument, in the nanoseconds of any one clock.
 *
 * @param <R> what waits
 */
final class BatchQueue<R> {

  private static final int ONE_PADDED_IN = 20;

  /**
   * A pending request; one that has left is only marked in {@code byArrival}, to leave it later.
   */
  private static final class Waiting<R> {

    final R request;
    final int tokens;
    final long arrived;
    final long number;
    boolean left;

    Waiting(R request, int tokens, long arrived, long number) {
      this.request = request;
      this.tokens = tokens;
      this.arrived = arrived;
      this.number = number;
    }
  }

  private BatchLimits limits;
  private final TokenBudget budget;
  private final Deque<Waiting<R>> byArrival = new ArrayDeque<>();
  private final TreeMap<Integer, Deque<Waiting<R>>> byLength = new TreeMap<>();
  private int pending;
  private long pendingTokens;
  private long offered;
  private long hurried;

  public BatchQueue(BatchLimits limits) {
    this.limits = limits;
    this.budget = new TokenBudget(limits.maxTokens());
  }

  /**
   * Adds a request.
   *
   * @param tokens its length, at least 1
   * @param now must not go back from one call to the next
   */
  public void offer(R request, int tokens, long now) {
    if (tokens < 1) {
      throw new IllegalArgumentException("a request of " + tokens + " tokens cannot be batched");
    }
    Waiting<R> waiting = new Waiting<>(request, tokens, now, offered++);
    byArrival.addLast(waiting);
    byLength.computeIfAbsent(tokens, length -> new ArrayDeque<>()).addLast(waiting);
    pending++;
    pendingTokens += tokens;
  }

  /** What is pending now is due at once; what is offered later lingers again. */
  public void hurry() {
    hurried = offered;
  }

  /** The next batch, in no particular order; empty when none is due yet. */
  public List<R> poll(long now) {
    Waiting<R> oldest = byArrival.peekFirst();
    if (oldest == null) {
      return List.of();
    }
    List<Waiting<R>> batch = isAllHurried() ? gatherLongest() : gather(oldest);
    if (!isFull(batch) && !isOverdue(oldest, now)) {
      return List.of();
    }
    remove(batch);
    return batch.stream().map(waiting -> waiting.request).toList();
  }

  /**
   * When {@link #poll} will answer with a batch if nothing more is offered: {@code now} when one is
   * due already, empty when nothing is pending.
   */
  public OptionalLong nextDue(long now) {
    Waiting<R> oldest = byArrival.peekFirst();
    if (oldest == null) {
      return OptionalLong.empty();
    }
    if (isOverdue(oldest, now) || isFull(gather(oldest))) {
      return OptionalLong.of(now);
    }
    return OptionalLong.of(oldest.arrived + limits.linger().toNanos());
  }

  /**
   * Whether a batch could be full: a quick look that never says no wrongly, for deciding whether
   * someone need be woken to look properly.
   */
  boolean mightBeFull() {
    return !byLength.isEmpty()
        && (!limits.allows(pending + 1, byLength.lastKey())
            || (long) pending * byLength.lastKey() - pendingTokens > limits.overheadTokens());
  }

  public int size() {
    return pending;
  }

  /** Tokens of all pending requests, padding left out. */
  public long tokens() {
    return pendingTokens;
  }

  /** Takes out everything, in order of arrival. */
  public List<R> drain() {
    List<R> all =
        byArrival.stream()
            .filter(waiting -> !waiting.left)
            .map(waiting -> waiting.request)
            .toList();
    byArrival.clear();
    byLength.clear();
    pending = 0;
    pendingTokens = 0;
    return all;
  }

  public BatchLimits limits() {
    return limits;
  }

  /** A batch of so many padded tokens was more than the device's memory holds. */
  void tooLarge(int padded) {
    budget.tooLarge(padded);
    limits = limits.withMaxTokens(budget.tokens());
  }

  /** A batch has ended, however it ended. */
  void batchEnded() {
    budget.ended();
    limits = limits.withMaxTokens(budget.tokens());
  }

  private boolean isAllHurried() {
    return offered <= hurried;
  }

  /** The longest requests, as many as fit. Looks only; {@link #remove} takes. */
  private List<Waiting<R>> gatherLongest() {
    List<Waiting<R>> batch = new ArrayList<>();
    int longest = byLength.lastKey();
    long tokens = 0;
    for (Deque<Waiting<R>> sameLength : byLength.descendingMap().values()) {
      for (Waiting<R> waiting : sameLength) {
        tokens += waiting.tokens;
        if (!batch.isEmpty()
            && (!limits.allows(batch.size() + 1, longest)
                || padsTooMuch(batch.size() + 1, longest, tokens))) {
          return batch;
        }
        batch.add(waiting);
      }
    }
    return batch;
  }

  /** The batch that would leave now. Looks only; {@link #remove} takes. */
  private List<Waiting<R>> gather(Waiting<R> oldest) {
    List<Waiting<R>> batch = new ArrayList<>();
    batch.add(oldest);
    int longest = oldest.tokens;
    long tokens = oldest.tokens;
    Side<R> shorter = new Side<>(byLength.headMap(longest, false).descendingMap());
    Side<R> longer = new Side<>(byLength.tailMap(longest, true));
    longer.next(); // the oldest itself
    while (true) {
      Waiting<R> below = shorter.peek();
      Waiting<R> above = longer.peek();
      // Once the next longer one does not fit, none beyond it does, nor will it in a fuller batch.
      if (above != null && !limits.allows(batch.size() + 1, above.tokens)) {
        above = null;
      }
      if (below != null && !limits.allows(batch.size() + 1, longest)) {
        below = null;
      }
      boolean up =
          above != null
              && (below == null || above.tokens - oldest.tokens <= oldest.tokens - below.tokens);
      Waiting<R> next = up ? above : below;
      if (next == null) {
        return batch;
      }
      longest = Math.max(longest, next.tokens);
      tokens += next.tokens;
      if (padsTooMuch(batch.size() + 1, longest, tokens)) {
        return batch;
      }
      batch.add(up ? longer.next() : shorter.next());
    }
  }

  /**
   * Whether another batch is better than so much padding.
   *
   * @param tokens of the requests, padding left out
   */
  private boolean padsTooMuch(int requests, int longest, long tokens) {
    long padded = (long) requests * longest;
    long padding = padded - tokens;
    return padding > limits.overheadTokens() && ONE_PADDED_IN * padding > padded;
  }

  private boolean isFull(List<Waiting<R>> batch) {
    int longest = 0;
    for (Waiting<R> waiting : batch) {
      longest = Math.max(longest, waiting.tokens);
    }
    return batch.size() < pending || !limits.allows(batch.size() + 1, longest);
  }

  private boolean isOverdue(Waiting<R> oldest, long now) {
    return oldest.number < hurried || now - oldest.arrived >= limits.linger().toNanos();
  }

  private void remove(List<Waiting<R>> batch) {
    for (Waiting<R> waiting : batch) {
      Deque<Waiting<R>> sameLength = byLength.get(waiting.tokens);
      if (sameLength == null || sameLength.pollFirst() != waiting) {
        throw new IllegalStateException("the two orders of the queue hold different requests");
      }
      if (sameLength.isEmpty()) {
        byLength.remove(waiting.tokens);
      }
      waiting.left = true;
      pendingTokens -= waiting.tokens;
    }
    pending -= batch.size();
    for (Waiting<R> head = byArrival.peekFirst();
        head != null && head.left;
        head = byArrival.peekFirst()) {
      byArrival.removeFirst();
    }
  }

  /**
   * Walks the requests on one side of the oldest, nearest length first, oldest of a length first.
   */
  private static final class Side<R> {

    private final Iterator<Deque<Waiting<R>>> lengths;
    private Iterator<Waiting<R>> sameLength = Collections.emptyIterator();
    private @Nullable Waiting<R> head;

    Side(Map<Integer, Deque<Waiting<R>>> groups) {
      lengths = groups.values().iterator();
      advance();
    }

    @Nullable Waiting<R> peek() {
      return head;
    }

    Waiting<R> next() {
      Waiting<R> next = head;
      if (next == null) {
        throw new NoSuchElementException();
      }
      advance();
      return next;
    }

    private void advance() {
      while (!sameLength.hasNext() && lengths.hasNext()) {
        sameLength = lengths.next().iterator();
      }
      head = sameLength.hasNext() ? sameLength.next() : null;
    }
  }
}
