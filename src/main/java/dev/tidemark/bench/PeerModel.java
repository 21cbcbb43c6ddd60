package dev.tidemark.bench;

import dev.tidemark.model.TokenBatch;

/**
 * A model loaded by a {@link Peer}.
 *
 * <p>Threading notes: any number of threads at once.
 */
public interface PeerModel extends AutoCloseable {

  /** One forward pass: scores before the softmax, row-major {@code [rows, length, labels]}. */
  float[] logits(TokenBatch batch);

  @Override
  void close();
}
