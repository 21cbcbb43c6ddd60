package dev.tidemark.ops.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Corrections on their way: to the topic, and what became of them.
 *
 * <p>Threading notes: any number of threads.
 */
public interface CorrectionService extends AutoCloseable {

  /** What became of a correction so far. */
  enum Status {
    PENDING,
    ACCEPTED,
    REJECTED;

    String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * A correction that was sent, by whomever.
   *
   * @param id of the document
   * @param key SHA-256 of the text
   * @param at when it was said, ISO 8601; null where nobody knows
   * @param model whose answer was corrected; null where nobody knows
   * @param entities how many it marks
   * @param reason why it was rejected; null where it was not
   */
  record Known(
      String id,
      String key,
      String annotator,
      @Nullable String at,
      @Nullable String model,
      int entities,
      Status status,
      @Nullable String reason) {}

  /**
   * Sends one; returns when Kafka has it.
   *
   * @return SHA-256 of its text
   * @throws dev.tidemark.ops.http.HttpProblem when it is no correction, or cannot be sent
   */
  String send(ObjectNode correction);

  /**
   * The last ones, the last first.
   *
   * @throws dev.tidemark.ops.http.HttpProblem when nobody knows
   */
  List<Known> latest(int most);

  @Override
  void close();
}
