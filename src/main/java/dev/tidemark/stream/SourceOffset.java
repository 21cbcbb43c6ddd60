package dev.tidemark.stream;

/** Where an input record stands. */
public record SourceOffset(String topic, int partition, long offset) {

  /** For people: {@code texts-0@17}. */
  @Override
  public String toString() {
    return topic + "-" + partition + "@" + offset;
  }
}
