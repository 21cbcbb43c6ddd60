package dev.tidemark.ops.api;

import dev.tidemark.ops.http.HttpProblem;
import java.util.concurrent.CompletableFuture;

/**
 * The model that serves the stream, asked for one text. Records are those of the topics, in and
 * out, read and written by the same code.
 *
 * <p>Threading notes: any number of threads. Both may wait until the model has room.
 */
public interface TextService {

  /** No model serves in this process. */
  TextService NONE =
      new TextService() {
        @Override
        public CompletableFuture<byte[]> tag(byte[] record) {
          return CompletableFuture.failedFuture(none());
        }

        @Override
        public CompletableFuture<byte[]> fill(byte[] record) {
          return CompletableFuture.failedFuture(none());
        }
      };

  /**
   * The tagged record of a text record, or {@link UnusableTextException}, or {@code HttpProblem}.
   */
  CompletableFuture<byte[]> tag(byte[] record);

  /** Likewise, what would fill the masks of a text alone. */
  CompletableFuture<byte[]> fill(byte[] record);

  private static RuntimeException none() {
    return HttpProblem.conflict("this process tags nothing; ask one with the role tagger");
  }
}
