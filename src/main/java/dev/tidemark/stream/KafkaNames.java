package dev.tidemark.stream;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.metrics.JmxReporter;
import org.apache.kafka.streams.StreamsConfig;

/**
 * The names of Kafka's own settings, as its clients declare them: with them a mistyped one can be
 * told, which Kafka only mentions in its log among much else.
 *
 * <p>Classes of the user's own that Kafka loads (interceptors, reporters, login handlers…) may read
 * names that nobody else knows; {@link #hasForeignClass} says whether there are any.
 */
public final class KafkaNames {

  /** Which client a prefix is for. */
  private static final Map<String, Collection<String>> PREFIXES = new TreeMap<>();

  private static final Set<String> PLAIN = new TreeSet<>();

  /** Names with a part that the user chooses. */
  private static final Pattern OPEN =
      Pattern.compile("config\\.providers\\.[^.]+\\.(class|param\\..+)|client\\.tag\\..+");

  /** Settings that name classes without saying so by their type. */
  private static final Set<String> CLASSES =
      Set.of(
          "interceptor.classes",
          "metric.reporters",
          "partition.assignment.strategy",
          "security.providers");

  private static final String KAFKAS_OWN = "org.apache.kafka.";

  private static final Map<String, ConfigDef.Type> TYPES = new HashMap<>();

  static {
    for (ConfigDef client :
        List.of(
            StreamsConfig.configDef(),
            ConsumerConfig.configDef(),
            ProducerConfig.configDef(),
            AdminClientConfig.configDef())) {
      client.configKeys().forEach((name, key) -> TYPES.put(name, key.type));
    }
    PLAIN.addAll(TYPES.keySet());
    PLAIN.addAll(JmxReporter.RECONFIGURABLE_CONFIGS);
    PLAIN.add(AbstractConfig.CONFIG_PROVIDERS_CONFIG);
    for (String prefix :
        List.of(
            StreamsConfig.CONSUMER_PREFIX,
            StreamsConfig.MAIN_CONSUMER_PREFIX,
            StreamsConfig.RESTORE_CONSUMER_PREFIX,
            StreamsConfig.GLOBAL_CONSUMER_PREFIX)) {
      PREFIXES.put(prefix, ConsumerConfig.configNames());
    }
    PREFIXES.put(StreamsConfig.PRODUCER_PREFIX, ProducerConfig.configNames());
    PREFIXES.put(StreamsConfig.ADMIN_CLIENT_PREFIX, AdminClientConfig.configNames());
    PREFIXES.put(StreamsConfig.TOPIC_PREFIX, topicNames());
  }

  private KafkaNames() {}

  /** Topics' settings are declared as constants alone. */
  private static Set<String> topicNames() {
    Set<String> names = new TreeSet<>();
    for (Field field : TopicConfig.class.getFields()) {
      if (Modifier.isStatic(field.getModifiers()) && field.getName().endsWith("_CONFIG")) {
        try {
          names.add(String.valueOf(field.get(null)));
        } catch (IllegalAccessException e) {
          throw new IllegalStateException("it is public", e);
        }
      }
    }
    return names;
  }

  /** Whether a client of Kafka declares this name, with or without a prefix of Kafka Streams. */
  public static boolean isKnown(String name) {
    return PLAIN.contains(name)
        || OPEN.matcher(name).matches()
        || PREFIXES.entrySet().stream()
            .anyMatch(
                prefix ->
                    name.startsWith(prefix.getKey())
                        && prefix.getValue().contains(name.substring(prefix.getKey().length())));
  }

  /** All that are known, with every prefix that they may have. */
  public static List<String> all() {
    List<String> all = new ArrayList<>(PLAIN);
    PREFIXES.forEach((prefix, names) -> names.forEach(name -> all.add(prefix + name)));
    return all;
  }

  /** Whether one of these settings has Kafka load a class that is not its own. */
  public static boolean hasForeignClass(Map<String, String> settings) {
    return settings.entrySet().stream()
        .anyMatch(
            setting -> {
              String name = withoutPrefix(setting.getKey());
              return (TYPES.get(name) == ConfigDef.Type.CLASS
                      || CLASSES.contains(name)
                      || (OPEN.matcher(name).matches() && name.endsWith(".class")))
                  && !List.of(setting.getValue().strip().split("\\s*,\\s*")).stream()
                      .allMatch(value -> value.isEmpty() || value.startsWith(KAFKAS_OWN));
            });
  }

  private static String withoutPrefix(String name) {
    return PREFIXES.keySet().stream()
        .filter(name::startsWith)
        .findFirst()
        .map(prefix -> name.substring(prefix.length()))
        .orElse(name);
  }
}
