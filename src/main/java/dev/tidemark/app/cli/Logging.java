package dev.tidemark.app.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import dev.tidemark.app.settings.Configuration;
import dev.tidemark.app.settings.LogSettings;
import org.slf4j.LoggerFactory;

/**
 * Makes the log what the settings say. {@code logback.xml} has the rest: where it goes, and which
 * libraries may speak.
 *
 * <p>Commands load their settings before they do anything else, and nothing is logged before that.
 *
 * <p>Threading notes: lines that other threads write meanwhile come out in one form or the other,
 * whole in both.
 */
final class Logging {

  private static final String OURS = "dev.tidemark";
  private static final String APPENDER = "STDERR";
  private static final String PATTERN = "%d{HH:mm:ss.SSS} %-5level %logger{24}: %msg%n%ex{8}";

  private Logging() {}

  static void apply(Configuration settings) {
    if (!(LoggerFactory.getILoggerFactory() instanceof LoggerContext context)) {
      return; // somebody runs Tidemark on another back end, and has it set up there
    }
    context
        .getLogger(OURS)
        .setLevel(Level.toLevel(settings.get(LogSettings.LEVEL).name(), Level.INFO));
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    if (root.getAppender(APPENDER) instanceof ConsoleAppender<ILoggingEvent> console) {
      boolean json = settings.get(LogSettings.FORMAT) == LogSettings.Format.JSON;
      if (json != console.getEncoder() instanceof JsonEncoder) {
        console.setEncoder(json ? json(context) : text(context));
      }
    }
  }

  private static Encoder<ILoggingEvent> json(LoggerContext context) {
    JsonEncoder encoder = new JsonEncoder();
    encoder.setContext(context);
    encoder.setWithSequenceNumber(false);
    encoder.setWithNanoseconds(false);
    encoder.setWithContext(false);
    encoder.setWithMarkers(false);
    // The message with its arguments in place, not both apart.
    encoder.setWithMessage(false);
    encoder.setWithArguments(false);
    encoder.setWithFormattedMessage(true);
    encoder.start();
    return encoder;
  }

  private static Encoder<ILoggingEvent> text(LoggerContext context) {
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    encoder.setPattern(PATTERN);
    encoder.start();
    return encoder;
  }
}
