package dev.tidemark.bench;

import dev.tidemark.model.checkpoint.Checkpoint;
import java.util.List;

/**
 * Another engine that can run our checkpoints, to be measured against. Found through {@link
 * java.util.ServiceLoader}: the engines are not part of Tidemark, only of the Maven profile {@code
 * peers}.
 */
public interface Peer {

  /** Name in the report, e.g. {@code onnxruntime-fp32}. */
  String name();

  /**
   * Forms in which the engine can be given the model; all are measured and the fastest counts, lest
   * a form that we chose badly speaks for the engine.
   */
  List<String> graphs();

  /**
   * Whether it computes the same model. One that does not is not reported: a wrong answer is
   * quickly found.
   */
  boolean accepts(Agreement agreement);

  /**
   * Loads a checkpoint that has a token-classification head.
   *
   * @param graph one of {@link #graphs()}
   * @param threads cores it uses for one batch
   * @throws IllegalArgumentException when it cannot run this architecture
   */
  PeerModel load(Checkpoint checkpoint, String graph, int threads);
}
