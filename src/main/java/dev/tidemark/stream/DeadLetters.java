package dev.tidemark.stream;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Makes the dead letter of a record: its key, value and headers untouched, and headers that say
 * what went wrong with it, where, and which record it was.
 *
 * <p>Headers of these names that the input brings along (a dead letter sent round again) are
 * replaced.
 */
public final class DeadLetters {

  public static final String STAGE = "tidemark-error-stage";
  public static final String REASON = "tidemark-error-reason";
  public static final String EXCEPTION = "tidemark-error-exception";
  public static final String SOURCE_TOPIC = "tidemark-source-topic";
  public static final String SOURCE_PARTITION = "tidemark-source-partition";
  public static final String SOURCE_OFFSET = "tidemark-source-offset";

  private static final int LONGEST_REASON = 1_000;

  /** Where a record failed. */
  public enum Stage {
    /** Its value holds no text to tag. */
    READ,
    /** The model cannot tag this very text. */
    TAG,
    /** The result is larger than a record may be. */
    WRITE,
    /** Nothing can be learnt from this correction. */
    CORRECT;

    /** As the header spells it. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final int maxRecordBytes;

  /**
   * A maker of dead letters.
   *
   * @param maxRecordBytes what a record may measure; a larger input leaves its value behind
   */
  DeadLetters(int maxRecordBytes) {
    this.maxRecordBytes = maxRecordBytes;
  }

  Record<SourceKey, byte[]> of(
      Record<byte[], byte[]> input, SourceOffset source, Stage stage, Throwable failure) {
    String reason = String.valueOf(failure.getMessage());
    Record<SourceKey, byte[]> letter =
        new Record<>(
            new SourceKey(input.key(), source.partition()),
            input.value(),
            input.timestamp(),
            headers(input, source, stage, failure, reason));
    if (RecordSizes.of(input.key(), letter.value(), letter.headers()) <= maxRecordBytes) {
      return letter;
    }
    String without =
        "%s (the value of %d bytes does not fit here; find it at the source offset)"
            .formatted(reason, input.value() == null ? 0 : input.value().length);
    return new Record<>(
        letter.key(), null, input.timestamp(), headers(input, source, stage, failure, without));
  }

  private static Headers headers(
      Record<byte[], byte[]> input,
      SourceOffset source,
      Stage stage,
      Throwable failure,
      String reason) {
    Throwable culprit = failure.getCause() == null ? failure : failure.getCause();
    Headers headers = new RecordHeaders(input.headers());
    put(headers, STAGE, stage.label());
    put(headers, REASON, reason.substring(0, Math.min(reason.length(), LONGEST_REASON)));
    put(headers, EXCEPTION, culprit.getClass().getName());
    put(headers, SOURCE_TOPIC, source.topic());
    put(headers, SOURCE_PARTITION, Integer.toString(source.partition()));
    put(headers, SOURCE_OFFSET, Long.toString(source.offset()));
    return headers;
  }

  static void put(Headers headers, String name, String value) {
    headers.remove(name);
    headers.add(name, value.getBytes(StandardCharsets.UTF_8));
  }
}
