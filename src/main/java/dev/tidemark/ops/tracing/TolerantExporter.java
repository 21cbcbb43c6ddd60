package dev.tidemark.ops.tracing;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says in Tidemark's own log when spans cannot be exported, once, and once when they can again.
 * OpenTelemetry would say it in java.util.logging, each time, past the log's format.
 */
record TolerantExporter(SpanExporter exporter, AtomicBoolean failing) implements SpanExporter {

  private static final org.slf4j.Logger LOG = LoggerFactory.getLogger(TolerantExporter.class);

  /** Kept: a logger that nobody holds forgets its level. */
  private static final Logger THEIRS = Logger.getLogger("io.opentelemetry");

  TolerantExporter(SpanExporter exporter) {
    this(exporter, new AtomicBoolean());
    THEIRS.setLevel(Level.OFF);
  }

  @Override
  public CompletableResultCode export(Collection<SpanData> spans) {
    CompletableResultCode result = exporter.export(spans);
    return result.whenComplete(
        () -> {
          boolean failed = !result.isSuccess();
          if (failing.getAndSet(failed) != failed) {
            if (failed) {
              LOG.warn("traces cannot be exported to tidemark.tracing.endpoint; records go on");
            } else {
              LOG.info("traces are exported again");
            }
          }
        });
  }

  @Override
  public CompletableResultCode flush() {
    return exporter.flush();
  }

  @Override
  public CompletableResultCode shutdown() {
    return exporter.shutdown();
  }
}
