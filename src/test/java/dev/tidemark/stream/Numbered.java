package dev.tidemark.stream;

import dev.tidemark.inference.Tagging;
import dev.tidemark.text.TaggedRecord;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Inputs whose exact outputs are known. */
final class Numbered {

  private static final List<String> NAMES = List.of("Ada", "Berlin", "Kafka", "Zürich", "NATO");

  private Numbered() {}

  static String value(int partition, int n) {
    return "{\"id\":\"%d-%d\",\"text\":\"number %d is about %s\",\"n\":%d}"
        .formatted(partition, n, n, NAMES.get((n + partition) % NAMES.size()), n);
  }

  /** What must come out for {@link #value}, to the byte. */
  static String result(int partition, int n) {
    var input =
        new TextRecordReader(InputFormat.JSON)
            .read(value(partition, n).getBytes(StandardCharsets.UTF_8));
    Tagging tagging = CapitalWords.tag(input.text());
    return new String(
        new TaggedRecordWriter()
            .write(new TaggedRecord(input, tagging.entities(), tagging.model(), 1)),
        StandardCharsets.UTF_8);
  }

  /** Results of {@code perPartition} inputs in each partition, each once and in order. */
  static Map<Integer, List<String>> results(int partitions, int perPartition) {
    Map<Integer, List<String>> results = new TreeMap<>();
    for (int p = 0; p < partitions; p++) {
      List<String> values = new ArrayList<>();
      for (int n = 0; n < perPartition; n++) {
        values.add(result(p, n));
      }
      results.put(p, values);
    }
    return results;
  }
}
