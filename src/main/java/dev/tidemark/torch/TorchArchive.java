package dev.tidemark.torch;

import dev.tidemark.model.checkpoint.ElementType;
import dev.tidemark.model.checkpoint.Tensor;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A TorchScript module as {@code torch.jit.load} reads it: a zip of stored entries with the program
 * as text ({@code code/__torch__.py}), the object that holds the parameters ({@code data.pkl}) and
 * their numbers ({@code data/N}).
 *
 * @see <a
 *     href="https://github.com/pytorch/pytorch/blob/main/torch/csrc/jit/docs/serialization.md">format</a>
 */
final class TorchArchive {

  private static final String ROOT = "m/";

  /** Bytes copied at a time. */
  private static final int PIECE = 1 << 18;

  private static final byte[] EMPTY_TUPLE_PICKLE = {(byte) 0x80, 2, ')', '.'};

  private TorchArchive() {}

  /**
   * @param className class in {@code program} whose attributes are the parameters
   * @param program TorchScript source
   * @param parameters by attribute name
   * @param trainable whether gradients are kept for them
   */
  static void write(
      Path file, String className, String program, List<Tensor> parameters, boolean trainable)
      throws IOException {
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 20);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.setMethod(ZipOutputStream.STORED);
      put(zip, "data.pkl", ByteBuffer.wrap(object(className, parameters, trainable)));
      put(zip, "code/__torch__.py", ByteBuffer.wrap(program.getBytes(StandardCharsets.UTF_8)));
      for (int i = 0; i < parameters.size(); i++) {
        put(zip, "data/" + i, parameters.get(i).data());
      }
      put(zip, "constants.pkl", ByteBuffer.wrap(EMPTY_TUPLE_PICKLE));
      put(zip, "version", ByteBuffer.wrap("10\n".getBytes(StandardCharsets.US_ASCII)));
    }
  }

  private static void put(ZipOutputStream zip, String name, ByteBuffer data) throws IOException {
    CRC32 crc = new CRC32();
    crc.update(data.duplicate());
    ZipEntry entry = new ZipEntry(ROOT + name);
    entry.setSize(data.remaining());
    entry.setCompressedSize(data.remaining());
    entry.setCrc(crc.getValue());
    zip.putNextEntry(entry);
    ByteBuffer rest = data.duplicate();
    byte[] piece = new byte[Math.min(PIECE, rest.remaining())];
    while (rest.hasRemaining()) {
      int length = Math.min(piece.length, rest.remaining());
      rest.get(piece, 0, length);
      zip.write(piece, 0, length);
    }
    zip.closeEntry();
  }

  private static byte[] object(String className, List<Tensor> parameters, boolean trainable) {
    Pickle pickle = new Pickle().global("__torch__", className).emptyTuple().newObject();
    pickle.emptyDict().mark();
    for (int i = 0; i < parameters.size(); i++) {
      pickle.string(parameters.get(i).name());
      tensor(pickle, Integer.toString(i), parameters.get(i), trainable);
    }
    return pickle.string("training").bool(false).setItems().build().stop();
  }

  /**
   * {@code torch._utils._rebuild_tensor_v2(storage, 0, shape, strides, requires_grad,
   * OrderedDict())}.
   */
  private static void tensor(Pickle pickle, String storage, Tensor tensor, boolean trainable) {
    pickle.global("torch._utils", "_rebuild_tensor_v2").mark();
    pickle
        .mark()
        .string("storage")
        .global("torch", storageClass(tensor.type()))
        .string(storage)
        .string("cpu");
    pickle.integer(tensor.count()).tuple().persistentId();
    pickle.integer(0);
    pickle.mark();
    for (long size : tensor.shape()) {
      pickle.integer(size);
    }
    pickle.tuple().mark();
    for (long stride : strides(tensor.shape())) {
      pickle.integer(stride);
    }
    pickle.tuple().bool(trainable);
    pickle.global("collections", "OrderedDict").emptyTuple().reduce();
    pickle.tuple().reduce();
  }

  private static String storageClass(ElementType type) {
    return switch (type) {
      case F32 -> "FloatStorage";
      case F16 -> "HalfStorage";
      case BF16 -> "BFloat16Storage";
    };
  }

  private static long[] strides(long[] shape) {
    long[] strides = new long[shape.length];
    long stride = 1;
    for (int i = shape.length - 1; i >= 0; i--) {
      strides[i] = stride;
      stride *= shape[i];
    }
    return strides;
  }
}
