package dev.tidemark.app.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of a feed: which items were delivered, in which wording, and what the server
 * said of the document. Immutable.
 *
 * <p>At most {@value #HORIZON} items: those of the last document, and before them those that were
 * seen last. An item that comes back after so many others is taken for a new one.
 *
 * @param validators of the document that held the last of {@code seen}
 * @param seen content hash by id hash, what was seen last at the end
 */
record FeedState(Validators validators, Map<String, String> seen) {

  /** 24 characters each: well below the usual megabyte of a record. */
  static final int HORIZON = 10_000;

  static final FeedState EMPTY = new FeedState(Validators.NONE, Map.of());

  private static final int ID_CHARS = 16;
  private static final ObjectMapper JSON = new ObjectMapper();

  /** What a server wants to hear again, to answer 304. */
  record Validators(@Nullable String etag, @Nullable String lastModified) {
    static final Validators NONE = new Validators(null, null);
  }

  /**
   * A document compared with what is remembered.
   *
   * @param fresh to be delivered, in the order of their appearance
   * @param next what to remember once they are
   */
  record Step(List<FeedItem> fresh, FeedState next) {}

  FeedState {
    seen = Collections.unmodifiableMap(new LinkedHashMap<>(seen));
  }

  /**
   * Takes in a document.
   *
   * @param newestFirst its items as they stand; of those with one id the first counts
   * @param elsewhere whether another feed has delivered this very item
   */
  Step take(List<FeedItem> newestFirst, Validators fetched, Predicate<FeedItem> elsewhere) {
    Map<String, FeedItem> present = new LinkedHashMap<>();
    newestFirst.forEach(item -> present.putIfAbsent(item.idHash(), item));
    List<FeedItem> oldestFirst = new ArrayList<>(present.values());
    Collections.reverse(oldestFirst);

    List<FeedItem> fresh = new ArrayList<>();
    LinkedHashMap<String, String> next = new LinkedHashMap<>(seen);
    for (FeedItem item : oldestFirst) {
      String before = next.remove(item.idHash());
      next.put(item.idHash(), item.contentHash());
      if (!item.contentHash().equals(before) && !elsewhere.test(item)) {
        fresh.add(item);
      }
    }
    Iterator<String> oldest = next.keySet().iterator();
    for (int over = next.size() - Math.max(HORIZON, present.size()); over > 0; over--) {
      oldest.next();
      oldest.remove();
    }
    return new Step(List.copyOf(fresh), new FeedState(fetched, next));
  }

  /** Whether it has delivered this item in this wording. */
  boolean has(FeedItem item) {
    return item.contentHash().equals(seen.get(item.idHash()));
  }

  static FeedState parse(byte[] value) {
    try {
      JsonNode node = JSON.readTree(value);
      Map<String, String> seen = new LinkedHashMap<>();
      for (JsonNode entry : node.path("seen")) {
        String both = entry.asText();
        seen.put(both.substring(0, ID_CHARS), both.substring(ID_CHARS));
      }
      return new FeedState(new Validators(text(node, "etag"), text(node, "last_modified")), seen);
    } catch (IOException | StringIndexOutOfBoundsException e) {
      throw new IllegalArgumentException("not the state of a feed", e);
    }
  }

  byte[] bytes() {
    ObjectNode node = JSON.createObjectNode();
    node.put("etag", validators.etag());
    node.put("last_modified", validators.lastModified());
    ArrayNode array = node.putArray("seen");
    seen.forEach((id, content) -> array.add(id + content));
    return node.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static @Nullable String text(JsonNode node, String field) {
    return node.path(field).isTextual() ? node.path(field).asText() : null;
  }
}
