package dev.tidemark.adaptation;

import dev.tidemark.model.checkpoint.Checkpoint;
import dev.tidemark.model.checkpoint.Tensor;
import dev.tidemark.training.Example;
import dev.tidemark.training.masking.Chunk;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;

/**
 * What tells data that is trained on, or weights, from all others: the SHA-256 of all of it.
 *
 * @param hex 64 lower-case hexadecimal digits
 */
record DataFingerprint(String hex) {

  /** Of all weights, by their names. */
  static DataFingerprint of(Checkpoint checkpoint) {
    MessageDigest sha = Sha256.begin();
    for (Tensor tensor : new TreeMap<>(checkpoint.tensors()).values()) {
      sha.update(Sha256.of(tensor.name()));
      sha.update(tensor.data().duplicate());
    }
    return of(sha);
  }

  /** Of rows with labels, in their order. */
  static DataFingerprint of(List<Example> rows) {
    MessageDigest sha = Sha256.begin();
    for (Example row : rows) {
      add(sha, row.ids());
      add(sha, row.labels());
    }
    return of(sha);
  }

  /** Of these, after text to be read. */
  DataFingerprint with(List<Chunk> chunks) {
    MessageDigest sha = Sha256.begin();
    sha.update(Sha256.of(hex));
    for (Chunk chunk : chunks) {
      add(sha, chunk.ids());
    }
    return of(sha);
  }

  private static void add(MessageDigest sha, int[] numbers) {
    ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES * (numbers.length + 1));
    bytes.putInt(numbers.length);
    for (int number : numbers) {
      bytes.putInt(number);
    }
    sha.update(bytes.array());
  }

  private static DataFingerprint of(MessageDigest sha) {
    return new DataFingerprint(HexFormat.of().formatHex(sha.digest()));
  }
}
