package dev.tidemark.app.settings;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The settings as they were loaded: every value is there and allowed. Immutable.
 *
 * <p>It keeps texts and parses at each {@link #get}: that needs no cast, and settings are read
 * once, at the start.
 */
public final class Configuration {

  /** What follows this goes to Kafka as it stands. */
  public static final String KAFKA_PREFIX = "tidemark.kafka.";

  private final SortedMap<String, String> texts;
  private final SortedMap<String, String> kafka;
  private final Map<String, String> huggingFace;
  private final List<String> doubts;

  Configuration(
      Map<String, String> texts,
      Map<String, String> kafka,
      Map<String, String> huggingFace,
      List<String> doubts) {
    this.texts = Collections.unmodifiableSortedMap(new TreeMap<>(texts));
    this.kafka = Collections.unmodifiableSortedMap(new TreeMap<>(kafka));
    this.huggingFace = Map.copyOf(huggingFace);
    this.doubts = List.copyOf(doubts);
  }

  public <T> T get(Setting<T> setting) {
    String text = texts.get(setting.name());
    return text == null ? setting.defaultValue() : setting.type().parse(text);
  }

  /** The brokers; Kafka's own quick start has one at {@code localhost:9092}. */
  public String bootstrapServers() {
    return kafka.getOrDefault("bootstrap.servers", "localhost:9092");
  }

  /** What was given as {@code tidemark.kafka.…}, without that prefix. */
  public SortedMap<String, String> kafka() {
    return kafka;
  }

  /** The same, as Kafka's constructors want it; the caller's own copy, to add to. */
  public Properties kafkaProperties() {
    Properties properties = new Properties();
    properties.putAll(kafka);
    return properties;
  }

  /**
   * The environment variables that say where Hugging Face's models come from and are kept ({@link
   * EnvironmentVariables#huggingFace}). They are no settings of Tidemark: all programs that use the
   * Hub share them.
   */
  public Map<String, String> huggingFace() {
    return huggingFace;
  }

  /** What may be wrong, one sentence each, for the log. */
  public List<String> doubts() {
    return doubts;
  }

  /** Names only: some values are secrets, and of Kafka's nobody knows which. */
  @Override
  public String toString() {
    return "settings given: %s; Kafka's: %s".formatted(texts.keySet(), kafka.keySet());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Configuration that
        && texts.equals(that.texts)
        && kafka.equals(that.kafka)
        && huggingFace.equals(that.huggingFace);
  }

  @Override
  public int hashCode() {
    return Objects.hash(texts, kafka, huggingFace);
  }
}
