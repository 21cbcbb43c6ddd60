package dev.tidemark.ops.http;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * So many requests a second for each client, and as many at once after a pause (a token bucket).
 *
 * <p>It remembers the {@value #CLIENTS} clients that asked last; one it has forgotten begins anew.
 *
 * <p>Threading notes: any number of threads; synchronized.
 */
final class RateLimit {

  private static final int CLIENTS = 10_000;
  private static final double SECOND = 1e9;

  private record Bucket(double left, long at) {}

  private final int rate;
  private final LongSupplier nanos;
  private final Map<Client, Bucket> buckets =
      new LinkedHashMap<>(256, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Client, Bucket> eldest) {
          return size() > CLIENTS;
        }
      };

  RateLimit(int rate, LongSupplier nanos) {
    this.rate = rate;
    this.nanos = nanos;
  }

  /** Whether this client may ask now; if so, that is one request less that it has left. */
  synchronized boolean tryTake(Client client) {
    long now = nanos.getAsLong();
    Bucket bucket = buckets.get(client);
    double left =
        bucket == null ? rate : Math.min(rate, bucket.left + (now - bucket.at) / SECOND * rate);
    boolean may = left >= 1;
    buckets.put(client, new Bucket(may ? left - 1 : left, now));
    return may;
  }
}
