package dev.tidemark.app.feed;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemark.app.cli.Json;
import dev.tidemark.app.cli.UsageException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a feed: JSON objects or plain text, one a line; a name that ends in {@code .gz} is
 * unpacked.
 */
public final class TextFeed implements AutoCloseable {

  private static final String BUNDLED = "/dev/tidemark/app/demo/feed.jsonl";

  private final ByteLines lines;
  private long number;

  private TextFeed(InputStream in) {
    this.lines = new ByteLines(in);
  }

  /**
   * One item, as it goes to Kafka.
   *
   * @param key the item's id; null where it has none
   * @param value a JSON line untouched; a plain line as a JSON object with a line number for an id
   */
  public record Item(byte @Nullable [] key, byte[] value) {}

  /** Of lines that are there. */
  public static TextFeed of(InputStream lines) {
    return new TextFeed(lines);
  }

  /**
   * Of a name.
   *
   * @param feed file, URL, {@code -} for standard input, or null for the feed that comes with
   *     Tidemark
   */
  public static TextFeed open(@Nullable String feed, InputStream standardInput) throws IOException {
    if (feed == null) {
      return new TextFeed(
          Objects.requireNonNull(TextFeed.class.getResourceAsStream(BUNDLED), BUNDLED));
    }
    if (feed.equals("-")) {
      return new TextFeed(standardInput);
    }
    InputStream in;
    if (isUrl(feed)) {
      in = URI.create(feed).toURL().openStream();
    } else {
      requireFile(feed);
      in = Files.newInputStream(Path.of(feed));
    }
    return new TextFeed(feed.endsWith(".gz") ? new GZIPInputStream(in, 1 << 16) : in);
  }

  /**
   * Refuses a feed that cannot be there or holds nothing, as far as that can be seen without taking
   * anything from it.
   *
   * @throws UsageException when it is a file's name, and there is no such file or no line in it
   */
  public static void check(@Nullable String feed) {
    if (feed == null || feed.equals("-") || isUrl(feed)) {
      return;
    }
    requireFile(feed);
    if (Files.isRegularFile(Path.of(feed))) { // what a pipe holds can be read but once
      try (TextFeed lines = open(feed, InputStream.nullInputStream())) {
        if (lines.next() == null) {
          throw empty(feed);
        }
      } catch (IOException e) {
        throw new UsageException(
            "the feed %s cannot be read (%s)".formatted(feed, e.getMessage()), e);
      }
    }
  }

  /** What is said of a feed that came to its end without a line. */
  public static UsageException empty(@Nullable String feed) {
    return new UsageException(
        "the feed %s has no lines; a text a line is expected, plain or as a JSON object with a \"text\""
            .formatted("-".equals(feed) ? "of standard input" : feed));
  }

  private static boolean isUrl(String feed) {
    return feed.startsWith("http://") || feed.startsWith("https://");
  }

  private static void requireFile(String feed) {
    Path file = Path.of(feed);
    if (!Files.exists(file)) {
      throw new UsageException(
          "there is no feed %s; name a file, a URL, or - for standard input".formatted(feed));
    }
    if (Files.isDirectory(file)) {
      throw new UsageException("the feed %s is a folder; name a file".formatted(feed));
    }
  }

  /** The next item, blank lines left out; null at the end. */
  public @Nullable Item next() throws IOException {
    byte[] line;
    while ((line = lines.next()) != null) {
      number++;
      if (!isBlank(line)) {
        return TextLine.isJson(line) ? new Item(id(line), line) : plain(line);
      }
    }
    return null;
  }

  private Item plain(byte[] line) {
    String id = "line-" + number;
    byte[] key = id.getBytes(StandardCharsets.UTF_8);
    String text = new String(line, StandardCharsets.UTF_8);
    if (!java.util.Arrays.equals(text.getBytes(StandardCharsets.UTF_8), line)) {
      return new Item(key, line); // not UTF-8: goes as it is, to become a dead letter
    }
    try {
      return new Item(
          key,
          Json.MAPPER.writeValueAsBytes(
              Json.MAPPER.createObjectNode().put("id", id).put("text", text)));
    } catch (IOException e) {
      throw new IllegalStateException("a string can be written", e);
    }
  }

  /** Broken JSON has no id; it is the topology's to say so. */
  private static byte @Nullable [] id(byte[] line) {
    try {
      JsonNode id = Json.MAPPER.readTree(line).path("id");
      return id.isValueNode() && !id.isNull() ? id.asText().getBytes(StandardCharsets.UTF_8) : null;
    } catch (IOException e) {
      return null;
    }
  }

  private static boolean isBlank(byte[] line) {
    for (byte b : line) {
      if (b != ' ' && b != '\t') {
        return false;
      }
    }
    return true;
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
