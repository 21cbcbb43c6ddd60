package dev.tidemark.testing;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.LoggerFactory;

/** All that is logged while a test runs, by whomever. */
public final class LogCapture implements BeforeEachCallback, AfterEachCallback {

  private final ListAppender<ILoggingEvent> log = new ListAppender<>();

  @Override
  public void beforeEach(ExtensionContext context) {
    log.start();
    root().addAppender(log);
  }

  @Override
  public void afterEach(ExtensionContext context) {
    root().detachAppender(log);
  }

  private static Logger root() {
    return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  }

  /** So far. */
  public List<ILoggingEvent> events() {
    return List.copyOf(log.list);
  }
}
