package dev.tidemark.app.ingest;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * An item of a feed, as plain text.
 *
 * @param id what its feed calls it, made unique among feeds
 * @param text title and body, never blank
 * @param source the feed's title
 */
record FeedItem(
    String id,
    String text,
    String source,
    @Nullable Instant publishedAt,
    @Nullable String url,
    @Nullable String title,
    @Nullable String lang) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** 96 and 48 bits: among some thousand items, nothing collides by chance. */
  private static final int ID_BYTES = 12;

  private static final int CONTENT_BYTES = 6;

  /** The id in 16 characters. */
  String idHash() {
    return hash(id, ID_BYTES);
  }

  /** What makes another version of the same item: its words, in 8 characters. */
  String contentHash() {
    return hash(text, CONTENT_BYTES);
  }

  byte[] key() {
    return id.getBytes(StandardCharsets.UTF_8);
  }

  /** As it goes to the topic of texts. */
  byte[] value() {
    ObjectNode node = JSON.createObjectNode().put("id", id).put("text", text).put("source", source);
    putIfThere(node, "published_at", publishedAt == null ? null : publishedAt.toString());
    putIfThere(node, "url", url);
    putIfThere(node, "title", title);
    putIfThere(node, "lang", lang);
    return node.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static void putIfThere(ObjectNode node, String field, @Nullable String value) {
    if (value != null) {
      node.put(field, value);
    }
  }

  private static String hash(String text, int bytes) {
    try {
      byte[] whole =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(whole, bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
