package dev.tidemark.torch;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Writes the ten pickle opcodes (protocol 2) that a TorchScript archive's {@code data.pkl} needs.
 *
 * @see <a href="https://github.com/python/cpython/blob/main/Lib/pickletools.py">opcodes</a>
 */
final class Pickle {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  Pickle() {
    out.write(0x80); // PROTO
    out.write(2);
  }

  Pickle global(String module, String name) {
    out.write('c');
    out.writeBytes((module + "\n" + name + "\n").getBytes(StandardCharsets.UTF_8));
    return this;
  }

  Pickle string(String value) {
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    out.write('X'); // BINUNICODE
    out.writeBytes(little(4).putInt(utf8.length).array());
    out.writeBytes(utf8);
    return this;
  }

  Pickle integer(long value) {
    if (value == (int) value) {
      out.write('J'); // BININT
      out.writeBytes(little(4).putInt((int) value).array());
    } else {
      out.write(0x8a); // LONG1
      out.write(8);
      out.writeBytes(little(8).putLong(value).array());
    }
    return this;
  }

  Pickle bool(boolean value) {
    out.write(value ? 0x88 : 0x89);
    return this;
  }

  Pickle mark() {
    out.write('(');
    return this;
  }

  /** Everything since the mark becomes a tuple. */
  Pickle tuple() {
    out.write('t');
    return this;
  }

  Pickle emptyTuple() {
    out.write(')');
    return this;
  }

  Pickle emptyDict() {
    out.write('}');
    return this;
  }

  /** Everything since the mark becomes entries of the dict below it. */
  Pickle setItems() {
    out.write('u');
    return this;
  }

  Pickle newObject() {
    out.write(0x81);
    return this;
  }

  Pickle build() {
    out.write('b');
    return this;
  }

  Pickle persistentId() {
    out.write('Q');
    return this;
  }

  /** Calls the function below with the argument tuple on top. */
  Pickle reduce() {
    out.write('R');
    return this;
  }

  byte[] stop() {
    out.write('.');
    return out.toByteArray();
  }

  private static ByteBuffer little(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
