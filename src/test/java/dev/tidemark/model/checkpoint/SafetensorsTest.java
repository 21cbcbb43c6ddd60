package dev.tidemark.model.checkpoint;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tidemark.testing.Seeds;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SafetensorsTest {

  private static final String PAIR =
      "'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}".replace('\'', '"');

  @TempDir private Path folder;

  @ParameterizedTest
  @EnumSource
  void whatIsWrittenIsReadBack(ElementType type) throws IOException {
    Random random = Seeds.random("SafetensorsTest.whatIsWrittenIsReadBack");
    List<Tensor> written =
        List.of(
            random("scalar", random).as(type),
            random("matrix Ž", random, 3, 5).as(type),
            random("nothing", random, 0, 7).as(type),
            random("odd", random, 1, 1, 3).as(type));
    Path file = folder.resolve("model.safetensors");
    Files.write(file, new byte[10_000]); // what stood there before leaves no trace
    Safetensors.write(file, written);

    Map<String, Tensor> read = Safetensors.read(file);

    assertThat(read.keySet()).containsExactly("scalar", "matrix Ž", "nothing", "odd");
    for (Tensor tensor : written) {
      Tensor back = requireNonNull(read.get(tensor.name()));
      assertThat(back.type()).isEqualTo(type);
      assertThat(back.shape()).containsExactly(tensor.shape());
      assertThat(back.floats()).containsExactly(tensor.floats());
    }
  }

  /** The layout, read by hand: what Python's reader relies on. */
  @Test
  void writesTheDocumentedLayout() throws IOException {
    Path file = folder.resolve("model.safetensors");
    Safetensors.write(
        file,
        List.of(
            Tensor.of("a", new long[] {2}, new float[] {1, -2}),
            Tensor.of("b", new long[] {1, 1}, new float[] {0.5f}).as(ElementType.F16)));

    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    int headerBytes = Math.toIntExact(bytes.getLong());
    JsonNode header = new ObjectMapper().readTree(bytes.array(), 8, headerBytes);

    assertThat(headerBytes % 8).isZero();
    assertThat(header.toString())
        .isEqualTo(
            ("{'__metadata__':{'format':'pt'},"
                    + "'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]},"
                    + "'b':{'dtype':'F16','shape':[1,1],'data_offsets':[8,10]}}")
                .replace('\'', '"'));
    bytes.position(8 + headerBytes);
    assertThat(bytes.getFloat()).isEqualTo(1f);
    assertThat(bytes.getFloat()).isEqualTo(-2f);
    assertThat(bytes.getShort()).isEqualTo((short) 0x3800);
    assertThat(bytes.hasRemaining()).isFalse();
  }

  @Test
  void wholeNumbersAreNoWeights() throws IOException {
    String ids = "\"position_ids\":{\"dtype\":\"I64\",\"shape\":[1,2],\"data_offsets\":[8,24]}";
    Path file = file("{" + PAIR + "," + ids + "}", 24);

    assertThat(Safetensors.read(file).keySet()).containsExactly("a");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          the header is no JSON      | {'a':                                                        | 8  | not JSON
          the header is a list       | [1, 2]                                                       | 0  | not a JSON object
          a place beyond the end     | {'a':{'dtype':'F32','shape':[3],'data_offsets':[0,12]}}      | 8  | tensor a at [0, 12) of 8
          a place before the start   | {'a':{'dtype':'F32','shape':[2],'data_offsets':[-8,0]}}      | 8  | tensor a at [-8, 0) of 8
          a place backwards          | {'a':{'dtype':'F32','shape':[2],'data_offsets':[8,0]}}       | 8  | tensor a at [8, 0) of 8
          no place                   | {'a':{'dtype':'F32','shape':[2]}}                            | 8  | tensor a
          a shape too large          | {'a':{'dtype':'F32','shape':[3],'data_offsets':[0,8]}}       | 8  | tensor a of shape [3]
          a shape beyond counting    | {'a':{'dtype':'F32','shape':[4294967296,4294967296,4],'data_offsets':[0,8]}} | 8 | tensor a
          a shape below zero         | {'a':{'dtype':'F32','shape':[-2],'data_offsets':[0,8]}}      | 8  | tensor a the shape [-2]
          an unknown number format   | {'a':{'dtype':'F8_E4M3','shape':[8],'data_offsets':[0,8]}}   | 8  | tensor a as F8_E4M3; F32, F16 and BF16
          bytes that nobody claims   | {'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}}       | 12 | 12 bytes
          bytes claimed twice        | {'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]},'b':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}} | 16 | tensor b at byte 0 where 8
          """)
  void damageIsNamedWithTheFile(String damage, String header, int bytes, String trouble)
      throws IOException {
    Path file = file(header.replace('\'', '"'), bytes);

    assertThatThrownBy(() -> Safetensors.read(file))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining(trouble);
  }

  @Test
  void aFileCutShortAnywhereIsRefused() throws IOException {
    byte[] whole = Files.readAllBytes(file("{" + PAIR + "}", 8));
    assertThat(Safetensors.read(folder.resolve("model.safetensors"))).hasSize(1);
    for (int length = 0; length < whole.length; length++) {
      Path file = Files.write(folder.resolve("cut.safetensors"), Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> Safetensors.read(file))
          .as("%d of %d bytes", length, whole.length)
          .isInstanceOf(CheckpointException.class)
          .hasMessageContaining("cut.safetensors");
    }
  }

  @ParameterizedTest
  @CsvSource({"-1", "0", "1", "9223372036854775807", "100000001", "17"})
  void anAbsurdLengthOfTheHeaderIsRefusedBeforeAnyMemoryIsTaken(long announced) throws IOException {
    byte[] bytes =
        ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN).putLong(announced).array();
    Path file = Files.write(folder.resolve("absurd.safetensors"), bytes);

    assertThatThrownBy(() -> Safetensors.read(file))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("absurd.safetensors")
        .hasMessageContaining("a header of " + announced + " bytes in a file of 24");
  }

  private Path file(String header, int dataBytes) throws IOException {
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes =
        ByteBuffer.allocate(8 + json.length + dataBytes).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(json.length).put(json);
    return Files.write(folder.resolve("model.safetensors"), bytes.array());
  }

  private static Tensor random(String name, Random random, long... shape) {
    float[] values = new float[Math.toIntExact(Tensor.count(shape))];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return Tensor.of(name, shape, values);
  }
}
