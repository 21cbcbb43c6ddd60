package dev.tidemark.torch;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import dev.tidemark.model.checkpoint.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Products of large matrices in one number format: what this machine can compute at most, which a
 * model's speed is measured against. A TorchScript program, because DJL's own arrays know no bf16.
 *
 * <p>Threading notes: any number of threads at once.
 */
public final class TorchMatmul implements AutoCloseable {

  /** Large enough for the peak; two of them stay in the cache of a core in either format. */
  private static final int SIZE = 1024;

  /** Products a call: milliseconds, beside which the call itself costs nothing. */
  private static final int REPEATS = 2;

  private final TorchModule module;

  private TorchMatmul(TorchModule module) {
    this.module = module;
  }

  static TorchMatmul load(Device device, ComputeType compute) throws IOException {
    Path archive = Files.createTempFile("tidemark-matmul-", ".pt");
    try {
      String program =
          ProgramText.load(
              "matmul.py",
              Map.of(
                  "compute_dtype",
                  Integer.toString(compute.scalarType()),
                  "repeats",
                  Integer.toString(REPEATS)));
      TorchArchive.write(archive, "Matmul", program, List.of(factor().as(compute.stored())), false);
      return new TorchMatmul(TorchModule.load(archive, device, false));
    } finally {
      Files.delete(archive);
    }
  }

  /**
   * Multiplies once round.
   *
   * @return floating-point operations this took
   */
  public double run() {
    return module.scoped(
        scope -> {
          NDArray start = scope.create(0f);
          module.forward(new NDList(start), false).singletonOrThrow().getFloat(); // waits for a GPU
          return 2.0 * SIZE * SIZE * SIZE * REPEATS;
        });
  }

  @Override
  public void close() {
    module.close();
  }

  /** Scaled so that products neither grow nor vanish: either would change what they cost. */
  private static Tensor factor() {
    Random random = new Random(1);
    float[] values = new float[SIZE * SIZE];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (random.nextGaussian() / Math.sqrt(SIZE));
    }
    return Tensor.of("factor", new long[] {SIZE, SIZE}, values);
  }
}
