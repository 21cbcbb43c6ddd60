package dev.tidemark.model;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The labels of a token classifier in the order of its outputs: {@code id2label} of the checkpoint.
 *
 * @param names label of each output, e.g. {@code O, B-PER, I-PER, …}; no two the same
 */
public record LabelSet(List<String> names) {

  public LabelSet {
    names = List.copyOf(names);
    if (names.isEmpty()) {
      throw new IllegalArgumentException("a label set needs at least one label");
    }
    if (Map.copyOf(index(names)).size() != names.size()) {
      throw new IllegalArgumentException("a label stands twice in " + names);
    }
  }

  public int size() {
    return names.size();
  }

  public String name(int id) {
    return names.get(id);
  }

  /**
   * The entity types that they speak of, sorted: {@code PER} for {@code B-PER} and {@code I-PER}.
   */
  public SortedSet<String> types() {
    SortedSet<String> types = new TreeSet<>();
    for (String name : names) {
      if (!name.equals(LabelScheme.OUTSIDE)) {
        types.add(LabelScheme.typeOf(name));
      }
    }
    return types;
  }

  /** Position of each label. */
  public Map<String, Integer> ids() {
    return Map.copyOf(index(names));
  }

  /**
   * First 16 hex digits of the SHA-256 of the names, one a line: tells a consumer whether two
   * records share labels.
   */
  public String hash() {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(String.join("\n", names).getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest).substring(0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static Map<String, Integer> index(List<String> names) {
    Map<String, Integer> ids = new HashMap<>();
    for (int i = 0; i < names.size(); i++) {
      ids.put(names.get(i), i);
    }
    return ids;
  }
}
