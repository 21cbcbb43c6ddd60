package dev.tidemark.peers;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.tidemark.bench.PeerModel;
import dev.tidemark.model.TokenBatch;
import dev.tidemark.model.checkpoint.Checkpoint;
import dev.tidemark.model.token.InputToken;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.List;
import java.util.Map;

/**
 * A checkpoint in ONNX Runtime.
 *
 * <p>Threading notes: a session may be run by several threads at once; with one thread of its own
 * it computes on the caller's.
 */
final class OnnxRuntimeModel implements PeerModel {

  /** Forms of the model; see {@link ExportedGraph} and {@link FusedGraph}. */
  static final List<String> GRAPHS = List.of("exported", "fused");

  private final OrtEnvironment environment;
  private final OrtSession session;

  private OnnxRuntimeModel(OrtEnvironment environment, OrtSession session) {
    this.environment = environment;
    this.session = session;
  }

  static OnnxRuntimeModel load(
      Checkpoint checkpoint, String graph, Products.Kind products, int threads) {
    Bert bert =
        graph.equals("fused")
            ? new FusedGraph(checkpoint, products)
            : new ExportedGraph(checkpoint, products);
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(threads);
      options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
      return new OnnxRuntimeModel(environment, environment.createSession(bert.write(), options));
    } catch (OrtException e) {
      throw new IllegalStateException("ONNX Runtime does not read the model: " + e.getMessage(), e);
    }
  }

  @Override
  public float[] logits(TokenBatch batch) {
    int size = batch.ids().length;
    LongBuffer ids = direct(size);
    LongBuffer types = direct(size);
    LongBuffer mask = direct(size);
    for (int i = 0; i < size; i++) {
      int token = batch.ids()[i];
      ids.put(i, InputToken.id(token));
      types.put(i, InputToken.type(token));
      mask.put(i, i % batch.length() < batch.lengths()[i / batch.length()] ? 1 : 0);
    }
    long[] shape = {batch.rows(), batch.length()};
    try (OnnxTensor first = OnnxTensor.createTensor(environment, ids, shape);
        OnnxTensor second = OnnxTensor.createTensor(environment, types, shape);
        OnnxTensor third = OnnxTensor.createTensor(environment, mask, shape);
        OrtSession.Result result =
            session.run(
                Map.of(Bert.INPUT_IDS, first, Bert.TOKEN_TYPES, second, Bert.MASK, third))) {
      FloatBuffer scores = ((OnnxTensor) result.get(0)).getFloatBuffer();
      float[] logits = new float[scores.remaining()];
      scores.get(logits);
      return logits;
    } catch (OrtException e) {
      throw new IllegalStateException("ONNX Runtime failed: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException("ONNX Runtime failed: " + e.getMessage(), e);
    }
  }

  /** Outside the heap, so that nothing is copied on the way in. */
  private static LongBuffer direct(int size) {
    return ByteBuffer.allocateDirect(size * Long.BYTES)
        .order(ByteOrder.nativeOrder())
        .asLongBuffer();
  }
}
