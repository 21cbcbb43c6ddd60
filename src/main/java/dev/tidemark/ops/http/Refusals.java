package dev.tidemark.ops.http;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/**
 * How often clients were sent away because they wanted too much at a time.
 *
 * <p>Threading notes: any number of threads.
 */
public final class Refusals {

  /** What there was too much of. */
  public enum Of {
    /** Connections of one address, closed at once. */
    CONNECTIONS,
    /** Requests of one address, status 429. */
    REQUESTS,
    /** Streams, of one address or of all, status 503. */
    STREAMS;

    /** As it is written in metrics. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final Map<Of, LongAdder> counts = new EnumMap<>(Of.class);

  Refusals() {
    for (Of of : Of.values()) {
      counts.put(of, new LongAdder());
    }
  }

  void count(Of of) {
    adder(of).increment();
  }

  /** Since the start. */
  public long of(Of of) {
    return adder(of).sum();
  }

  private LongAdder adder(Of of) {
    LongAdder adder = counts.get(of);
    if (adder == null) {
      throw new IllegalStateException("all are there from the beginning");
    }
    return adder;
  }
}
