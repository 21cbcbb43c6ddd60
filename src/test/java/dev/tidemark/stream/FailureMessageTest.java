package dev.tidemark.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.batch.DeviceFailedException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.streams.errors.StreamsException;
import org.junit.jupiter.api.Test;

/** What a user reads of a chain of exceptions. */
class FailureMessageTest {

  @Test
  void whatToDoIsToldThoughTheCauseHasNothingToSay() {
    assertThat(
            FailureMessage.of(
                wrapped(
                    new TaggingFailedException(
                        "no result within 2 s for texts-0@7; see whether the device is alive",
                        new TimeoutException()))))
        .isEqualTo("no result within 2 s for texts-0@7; see whether the device is alive");
  }

  @Test
  void whereAndWhyAndTheLibrarysReason() {
    assertThat(
            FailureMessage.of(
                wrapped(
                    new TaggingFailedException(
                        "tagging failed at texts-0@7",
                        new DeviceFailedException(
                            "the device is gone",
                            new RuntimeException("engine", new Error("CUDA error 77")))))))
        .isEqualTo("tagging failed at texts-0@7: the device is gone: Error: CUDA error 77");
  }

  @Test
  void whatAMessageQuotesIsNotSaidAgain() {
    Throwable last = new IllegalStateException("CUDA error 77");
    assertThat(
            FailureMessage.of(
                new TaggingFailedException(
                    "tagging failed at texts-0@7",
                    new DeviceFailedException("3 in a row, the last with: " + last, last))))
        .isEqualTo(
            "tagging failed at texts-0@7: 3 in a row, the last with:"
                + " java.lang.IllegalStateException: CUDA error 77");
  }

  @Test
  void withoutOursTheInnermostMessageCounts() {
    Throwable root = new IllegalArgumentException("topic 'a b' is no name");
    assertThat(FailureMessage.of(wrapped(new RuntimeException(root))))
        .isEqualTo("IllegalArgumentException: topic 'a b' is no name");
    assertThat(FailureMessage.of(wrapped(new TimeoutException())))
        .isEqualTo("StreamsException: Exception caught in process");
  }

  @Test
  void oneLineWhateverComes() {
    assertThat(FailureMessage.of(new IllegalStateException("Traceback:\n  line 1\r\n\n line 2\n")))
        .isEqualTo("IllegalStateException: Traceback: line 1 line 2");
    assertThat(FailureMessage.of(new IllegalStateException(" ", new NullPointerException())))
        .isEqualTo("NullPointerException");
  }

  @Test
  void aRingOfCausesEnds() {
    Exception one = new Exception("one");
    Exception other = new Exception("other", one);
    one.initCause(other);
    assertThat(FailureMessage.of(one)).isIn("Exception: one", "Exception: other");
  }

  /** As Kafka Streams does. */
  private static Throwable wrapped(Throwable thrown) {
    return new StreamsException("Exception caught in process", thrown);
  }
}
