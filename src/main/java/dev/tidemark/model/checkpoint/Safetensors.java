package dev.tidemark.model.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The safetensors format: 8 bytes length of the header (little-endian), the header (JSON: for each
 * tensor its type, shape and place), then the numbers. Nothing in it can run code, which is why it
 * is the only format read from outside.
 *
 * @see <a href="https://huggingface.co/docs/safetensors">format</a>
 */
public final class Safetensors {

  /** As in the reference implementation; a longer header is an attack or not a safetensors file. */
  private static final long MAX_HEADER_BYTES = 100_000_000;

  private static final ObjectMapper JSON = new ObjectMapper();

  private Safetensors() {}

  /**
   * Reads every tensor of a file of weights; tensors of whole numbers (such as {@code
   * position_ids}) are left out, for they are no weights.
   *
   * @throws CheckpointException when the file is not what its header says
   */
  public static Map<String, Tensor> read(Path file) throws IOException {
    try (SeekableByteChannel channel = Files.newByteChannel(file)) {
      long size = channel.size();
      if (size < 8) {
        throw bad(file, "is only %d bytes long".formatted(size));
      }
      long headerBytes = read(channel, 8).getLong();
      if (headerBytes < 2 || headerBytes > Math.min(MAX_HEADER_BYTES, size - 8)) {
        throw bad(
            file, "announces a header of %d bytes in a file of %d".formatted(headerBytes, size));
      }
      JsonNode header = parse(file, read(channel, Math.toIntExact(headerBytes)));
      List<Entry> places = places(file, header, size - 8 - headerBytes);
      Map<String, Tensor> tensors = new LinkedHashMap<>();
      for (Entry place : places) {
        ElementType type = place.elementType(file);
        if (type != null) {
          channel.position(8 + headerBytes + place.begin);
          ByteBuffer data = read(channel, Math.toIntExact(place.end - place.begin));
          tensors.put(place.name, place.tensor(file, type, data));
        }
      }
      return tensors;
    }
  }

  /** The tensors in the order of the header; together they cover every byte once. */
  private static List<Entry> places(Path file, JsonNode header, long available) {
    List<Entry> places = new ArrayList<>();
    for (Map.Entry<String, JsonNode> entry : header.properties()) {
      if (!entry.getKey().equals("__metadata__")) {
        places.add(Entry.of(file, entry.getKey(), entry.getValue(), available));
      }
    }
    List<Entry> byPlace = new ArrayList<>(places);
    byPlace.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
    long covered = 0;
    for (Entry place : byPlace) {
      if (place.begin != covered) {
        throw bad(
            file,
            "places tensor %s at byte %d where %d is next"
                .formatted(place.name, place.begin, covered));
      }
      covered = place.end;
    }
    if (covered != available) {
      throw bad(
          file, "holds %d bytes of numbers, its header speaks of %d".formatted(available, covered));
    }
    return places;
  }

  /** Writes a file that {@code transformers} loads. Tensors stand in the order given. */
  public static void write(Path file, Collection<Tensor> tensors) throws IOException {
    ObjectNode header = JSON.createObjectNode();
    header.putObject("__metadata__").put("format", "pt");
    long offset = 0;
    for (Tensor tensor : tensors) {
      long end = offset + tensor.data().remaining();
      ObjectNode entry = header.putObject(tensor.name()).put("dtype", tensor.type().name());
      entry.set("shape", JSON.valueToTree(tensor.shape()));
      entry.set("data_offsets", JSON.valueToTree(new long[] {offset, end}));
      offset = end;
    }
    byte[] json = JSON.writeValueAsBytes(header);
    int padded =
        (json.length + 7)
            / 8
            * 8; // the numbers start at a multiple of 8; the format pads with spaces
    ByteBuffer head =
        ByteBuffer.allocate(8 + padded).order(ByteOrder.LITTLE_ENDIAN).putLong(padded).put(json);
    while (head.hasRemaining()) {
      head.put((byte) ' ');
    }
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      writeFully(channel, head.flip());
      for (Tensor tensor : tensors) {
        writeFully(channel, tensor.data().duplicate());
      }
      channel.force(true);
    }
  }

  private record Entry(String name, String dtype, long[] shape, long begin, long end) {

    static Entry of(Path file, String name, JsonNode node, long available) {
      JsonNode offsets = node.path("data_offsets");
      JsonNode shape = node.path("shape");
      if (!node.path("dtype").isTextual() || !shape.isArray() || offsets.size() != 2) {
        throw bad(file, "has no dtype, shape and data_offsets for tensor " + name);
      }
      long begin = offsets.get(0).asLong(-1);
      long end = offsets.get(1).asLong(-1);
      if (begin < 0 || end < begin || end > available) {
        throw bad(
            file,
            "places tensor %s at [%d, %d) of %d bytes".formatted(name, begin, end, available));
      }
      long[] sizes = new long[shape.size()];
      for (int i = 0; i < sizes.length; i++) {
        sizes[i] = shape.get(i).asLong(-1);
        if (sizes[i] < 0) {
          throw bad(file, "gives tensor %s the shape %s".formatted(name, shape));
        }
      }
      return new Entry(name, node.get("dtype").asText(), sizes, begin, end);
    }

    Tensor tensor(Path file, ElementType type, ByteBuffer data) {
      try {
        return new Tensor(name, type, shape, data);
      } catch (CheckpointException | ArithmeticException e) { // beyond counting is no fit either
        throw new CheckpointException(
            "%s: tensor %s of shape %s and type %s holds %d bytes"
                .formatted(file, name, Arrays.toString(shape), type, end - begin),
            e);
      }
    }

    /** Null for whole numbers. */
    @org.jspecify.annotations.Nullable
    ElementType elementType(Path file) {
      return switch (dtype) {
        case "F32" -> ElementType.F32;
        case "F16" -> ElementType.F16;
        case "BF16" -> ElementType.BF16;
        case "I64", "I32", "I16", "I8", "U8", "BOOL" -> null;
        default ->
            throw bad(
                file, "stores tensor %s as %s; F32, F16 and BF16 are read".formatted(name, dtype));
      };
    }
  }

  private static JsonNode parse(Path file, ByteBuffer header) throws IOException {
    try {
      JsonNode node = JSON.readTree(StandardCharsets.UTF_8.decode(header).toString());
      if (!node.isObject()) {
        throw bad(file, "has a header that is not a JSON object");
      }
      return node;
    } catch (JsonProcessingException e) {
      throw new CheckpointException("%s has a header that is not JSON".formatted(file), e);
    }
  }

  private static ByteBuffer read(SeekableByteChannel channel, int bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer) < 0) {
        throw new EOFException("the file became shorter while it was read");
      }
    }
    return buffer.flip();
  }

  private static void writeFully(FileChannel channel, ByteBuffer data) throws IOException {
    while (data.hasRemaining()) {
      channel.write(data);
    }
  }

  private static CheckpointException bad(Path file, String what) {
    return new CheckpointException(
        "%s %s: it is damaged or not a safetensors file".formatted(file, what));
  }
}
