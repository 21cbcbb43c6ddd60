package dev.tidemark.peers;

import dev.tidemark.bench.Agreement;
import dev.tidemark.bench.Peer;
import dev.tidemark.bench.PeerModel;
import dev.tidemark.model.checkpoint.Checkpoint;
import java.util.List;

/** ONNX Runtime in fp32. */
public final class OnnxRuntimeFp32 implements Peer {

  /** The same arithmetic in another order. */
  private static final double TOLERATED_LOGIT = 1e-3;

  @Override
  public String name() {
    return "onnxruntime-fp32";
  }

  @Override
  public List<String> graphs() {
    return OnnxRuntimeModel.GRAPHS;
  }

  @Override
  public boolean accepts(Agreement agreement) {
    return agreement.worstLogProbability() <= TOLERATED_LOGIT;
  }

  @Override
  public PeerModel load(Checkpoint checkpoint, String graph, int threads) {
    return OnnxRuntimeModel.load(checkpoint, graph, Products.Kind.FLOAT32, threads);
  }
}
