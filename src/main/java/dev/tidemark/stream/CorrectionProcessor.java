package dev.tidemark.stream;

import dev.tidemark.adaptation.AdaptationMetrics;
import dev.tidemark.adaptation.CorrectionValidator;
import dev.tidemark.adaptation.ExampleKey;
import dev.tidemark.text.Correction;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes an example, a tombstone or a dead letter of each record, before {@code process()} returns.
 *
 * <p>Threading notes: belongs to one task, used by the stream thread that runs the task.
 */
final class CorrectionProcessor implements Processor<byte[], byte[], SourceKey, byte[]> {

  private static final Logger log = LoggerFactory.getLogger(CorrectionProcessor.class);

  private final CorrectionReader reader = new CorrectionReader();
  private final ExampleWriter writer = new ExampleWriter();
  private final CorrectionValidator validator;
  private final Supplier<Set<String>> knownTypes;
  private final int maxRecordBytes;
  private final AdaptationMetrics metrics;
  private final DeadLetters deadLetters;
  private @Nullable ProcessorContext<SourceKey, byte[]> context;

  CorrectionProcessor(
      CorrectionValidator validator,
      Supplier<Set<String>> knownTypes,
      int maxRecordBytes,
      AdaptationMetrics metrics) {
    this.validator = validator;
    this.knownTypes = knownTypes;
    this.maxRecordBytes = maxRecordBytes;
    this.metrics = metrics;
    this.deadLetters = new DeadLetters(maxRecordBytes);
  }

  @Override
  public void init(ProcessorContext<SourceKey, byte[]> context) {
    this.context = context;
  }

  @Override
  public void process(Record<byte[], byte[]> input) {
    SourceOffset source = source();
    Record<SourceKey, byte[]> example;
    try {
      example = example(input, source.partition());
    } catch (BrokenInputException e) {
      metrics.correctionValidated(false);
      context()
          .forward(
              deadLetters.of(input, source, DeadLetters.Stage.CORRECT, e),
              CorrectionsTopology.DEAD_LETTERS);
      log.info("dead letter: {} is no correction", source);
      return;
    }
    metrics.correctionValidated(true);
    context().forward(example, CorrectionsTopology.EXAMPLES);
  }

  /**
   * What goes to the examples, a tombstone included.
   *
   * @throws BrokenInputException when nothing may
   */
  private Record<SourceKey, byte[]> example(Record<byte[], byte[]> input, int partition) {
    if (input.value() == null) {
      return record(input, partition, keyOfTombstone(input.key()), null);
    }
    Correction correction = reader.read(input.value());
    Optional<String> fault = validator.fault(correction, knownTypes.get());
    if (fault.isPresent()) {
      throw new BrokenInputException(fault.get());
    }
    String key = ExampleKey.of(correction.text());
    return record(input, partition, key, correction.withdrawn() ? null : writer.write(correction));
  }

  private static String keyOfTombstone(byte @Nullable [] key) {
    String text = key == null ? "" : new String(key, StandardCharsets.UTF_8);
    if (!ExampleKey.isWellFormed(text)) {
      throw new BrokenInputException(
          "there is no value, so this withdraws the example of its key; but the key is not the SHA-256 of a text in 64 lower-case hexadecimal digits");
    }
    return text;
  }

  private Record<SourceKey, byte[]> record(
      Record<byte[], byte[]> input, int partition, String key, byte @Nullable [] value) {
    byte[] keyBytes = key.getBytes(StandardCharsets.UTF_8);
    long size = RecordSizes.of(keyBytes, value, input.headers());
    if (size > maxRecordBytes) {
      throw new BrokenInputException(
          "the example would measure %d bytes, more than the %d allowed"
              .formatted(size, maxRecordBytes));
    }
    return new Record<>(
        new SourceKey(keyBytes, partition), value, input.timestamp(), input.headers());
  }

  private SourceOffset source() {
    RecordMetadata metadata = context().recordMetadata().orElseThrow();
    return new SourceOffset(metadata.topic(), metadata.partition(), metadata.offset());
  }

  private ProcessorContext<SourceKey, byte[]> context() {
    return Objects.requireNonNull(context, "process() before init()");
  }
}
