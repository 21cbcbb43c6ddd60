package dev.tidemark.peers;

import dev.tidemark.bench.Agreement;
import dev.tidemark.bench.Peer;
import dev.tidemark.bench.PeerModel;
import dev.tidemark.model.checkpoint.Checkpoint;
import java.util.List;

/** ONNX Runtime with dynamically quantised matrix products. */
public final class OnnxRuntimeInt8 implements Peer {

  /** Eight bits with one scale a matrix: near on average, anything for a single label. */
  private static final double TOLERATED_MEAN = 0.05;

  @Override
  public String name() {
    return "onnxruntime-int8";
  }

  @Override
  public List<String> graphs() {
    return OnnxRuntimeModel.GRAPHS;
  }

  @Override
  public boolean accepts(Agreement agreement) {
    return agreement.meanProbability() <= TOLERATED_MEAN;
  }

  @Override
  public PeerModel load(Checkpoint checkpoint, String graph, int threads) {
    return OnnxRuntimeModel.load(checkpoint, graph, Products.Kind.INT8, threads);
  }
}
