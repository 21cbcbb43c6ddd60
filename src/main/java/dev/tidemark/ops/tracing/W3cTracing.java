package dev.tidemark.ops.tracing;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tidemark.inference.BatchTimes;
import dev.tidemark.inference.Tagging;
import dev.tidemark.stream.DeadLetters;
import dev.tidemark.stream.SourceOffset;
import dev.tidemark.stream.Tracing;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SdkTracerProviderBuilder;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Traces by the W3C's {@code traceparent}: a record that belongs to a trace gets a span of
 * Tidemark's, and its result that span for a parent. A record without a {@code traceparent}, or
 * with one that is not well-formed, passes as it is: Tidemark begins no traces of its own. {@code
 * tracestate} is never changed.
 *
 * <p>A span {@code tag} from taking the record in to its result, and within it {@code queue} and
 * {@code inference}. Attributes are coordinates, versions and sizes, never a text. Only what the
 * trace's beginner sampled is exported.
 *
 * <p>Threading notes: safe for use by any number of threads; spans are exported by a thread of
 * their own, and dropped when that cannot keep up.
 */
public final class W3cTracing implements Tracing, AutoCloseable {

  private static final String TRACEPARENT = "traceparent";
  private static final Duration EXPORT_PATIENCE = Duration.ofSeconds(5);
  private static final AttributeKey<String> SYSTEM = AttributeKey.stringKey("messaging.system");
  private static final AttributeKey<String> TOPIC =
      AttributeKey.stringKey("messaging.destination.name");
  private static final AttributeKey<String> PARTITION =
      AttributeKey.stringKey("messaging.destination.partition.id");
  private static final AttributeKey<Long> OFFSET = AttributeKey.longKey("messaging.kafka.offset");
  private static final AttributeKey<String> MODEL = AttributeKey.stringKey("tidemark.model");
  private static final AttributeKey<Long> ROWS = AttributeKey.longKey("tidemark.batch.rows");
  private static final AttributeKey<Long> TOKENS = AttributeKey.longKey("tidemark.tokens");
  private static final AttributeKey<Long> WINDOWS = AttributeKey.longKey("tidemark.windows");
  private static final AttributeKey<String> STAGE =
      AttributeKey.stringKey("tidemark.dead-letter.stage");

  private static final W3CTraceContextPropagator W3C = W3CTraceContextPropagator.getInstance();
  private static final TextMapGetter<Headers> LAST =
      new TextMapGetter<>() {
        @Override
        @SuppressWarnings("deprecation") // for those who ask; to answer is still needed
        public Iterable<String> keys(Headers headers) {
          return List.of(TRACEPARENT);
        }

        @Override
        public @Nullable String get(@Nullable Headers headers, String name) {
          Header header = headers == null ? null : headers.lastHeader(name);
          return header == null || header.value() == null
              ? null
              : new String(header.value(), UTF_8);
        }
      };

  private final SdkTracerProvider provider;
  private final Tracer tracer;

  /**
   * Ready to trace.
   *
   * @param service what the spans say they are from
   * @param endpoint of a collector that speaks OTLP over HTTP; without one nothing is exported, and
   *     the traces go through all the same
   */
  public W3cTracing(String service, Optional<URI> endpoint) {
    SdkTracerProviderBuilder builder =
        SdkTracerProvider.builder()
            .setResource(Resource.getDefault().toBuilder().put("service.name", service).build())
            // Who began the trace has decided whether it is recorded.
            .setSampler(Sampler.parentBased(Sampler.alwaysOff()));
    endpoint.ifPresent(
        at ->
            builder.addSpanProcessor(
                BatchSpanProcessor.builder(
                        new TolerantExporter(
                            OtlpHttpSpanExporter.builder()
                                .setEndpoint(at.toString())
                                .setTimeout(EXPORT_PATIENCE)
                                .build()))
                    .build()));
    this.provider = builder.build();
    this.tracer = provider.get("dev.tidemark");
  }

  @Override
  public Tracing.Leg begin(Headers input, SourceOffset source, long since) {
    if (input.lastHeader(TRACEPARENT) == null) {
      return Tracing.Leg.NONE;
    }
    Context parent = W3C.extract(Context.root(), input, LAST);
    if (!Span.fromContext(parent).getSpanContext().isValid()) {
      return Tracing.Leg.NONE;
    }
    WallClock clock = WallClock.now();
    Span span =
        tracer
            .spanBuilder("tag")
            .setParent(parent)
            .setSpanKind(SpanKind.CONSUMER)
            .setStartTimestamp(clock.at(since), TimeUnit.NANOSECONDS)
            .setAttribute(SYSTEM, "kafka")
            .setAttribute(TOPIC, source.topic())
            .setAttribute(PARTITION, Integer.toString(source.partition()))
            .setAttribute(OFFSET, source.offset())
            .startSpan();
    return new RecordSpan(tracer, span, clock, since);
  }

  /** Exports what is left, for some seconds. */
  @Override
  public void close() {
    var unused = provider.shutdown().join(EXPORT_PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  /** From {@code System.nanoTime()} to the time of day, as it was when this was made. */
  private record WallClock(long offset) {

    static WallClock now() {
      return new WallClock(
          TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis()) - System.nanoTime());
    }

    long at(long nanoTime) {
      return nanoTime + offset;
    }
  }

  private record RecordSpan(Tracer tracer, Span span, WallClock clock, long since)
      implements Tracing.Leg {

    @Override
    public void tagged(Headers output, Tagging tagging) {
      BatchTimes batch = tagging.batch();
      if (batch != null && span.isRecording()) {
        child("queue", since, batch.began()).end(clock.at(batch.began()), TimeUnit.NANOSECONDS);
        child("inference", batch.began(), batch.ended())
            .setAttribute(MODEL, tagging.model())
            .setAttribute(ROWS, (long) batch.rows())
            .setAttribute(TOKENS, (long) tagging.tokens())
            .setAttribute(WINDOWS, (long) tagging.windows())
            .end(clock.at(batch.ended()), TimeUnit.NANOSECONDS);
      }
      span.setAttribute(MODEL, tagging.model());
      finish(output);
    }

    @Override
    public void deadLettered(Headers output, DeadLetters.Stage stage) {
      span.setAttribute(STAGE, stage.label());
      span.setStatus(StatusCode.ERROR);
      finish(output);
    }

    private Span child(String name, long began, long ended) {
      return tracer
          .spanBuilder(name)
          .setParent(Context.root().with(span))
          .setStartTimestamp(clock.at(Math.min(began, ended)), TimeUnit.NANOSECONDS)
          .startSpan();
    }

    private void finish(Headers output) {
      W3C.inject(
          Context.root().with(span),
          output,
          (headers, name, value) -> {
            if (headers != null && name.equals(TRACEPARENT)) {
              headers.remove(name).add(name, value.getBytes(UTF_8));
            }
          });
      span.end(clock.at(System.nanoTime()), TimeUnit.NANOSECONDS);
    }
  }
}
