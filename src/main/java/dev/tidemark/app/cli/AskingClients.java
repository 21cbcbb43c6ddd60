package dev.tidemark.app.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;

/**
 * Keeps quiet what Kafka's library says while a command asks whether the brokers are there: a line
 * a second until the command ends with its own, which says what was tried and what to do. All other
 * clients, so everything that runs, warn as they do.
 *
 * <p>It goes by the thread, which Kafka names after the client that it serves. {@code logback.xml}
 * puts it in place.
 */
public final class AskingClients extends TurboFilter {

  /** What a client is called that asks only, and whose failures end in a line of ours. */
  public static final String CLIENT_ID = "tidemark-asks";

  private static final String THREAD = "| " + CLIENT_ID;
  private static final String KAFKA = "org.apache.kafka.clients.";

  @Override
  public FilterReply decide(
      @Nullable Marker marker,
      Logger logger,
      Level level,
      @Nullable String format,
      Object @Nullable [] arguments,
      @Nullable Throwable thrown) {
    boolean quiet =
        level.isGreaterOrEqual(Level.WARN)
            && logger.getName().startsWith(KAFKA)
            && Thread.currentThread().getName().endsWith(THREAD);
    return quiet ? FilterReply.DENY : FilterReply.NEUTRAL;
  }
}
