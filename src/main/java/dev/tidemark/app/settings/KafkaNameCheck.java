package dev.tidemark.app.settings;

import dev.tidemark.stream.KafkaNames;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Finds mistyped names among {@code tidemark.kafka.*}, which Kafka would pass over. A name that no
 * client of Kafka knows is a mistake, unless the settings have Kafka load a class of somebody
 * else's: then that class may read it, which nobody can tell, so it is only said.
 */
final class KafkaNameCheck {

  private static final String BOOTSTRAP_SERVERS = "bootstrap.servers";

  private KafkaNameCheck() {}

  /**
   * Adds what is wrong to the problems, and what may be to the doubts.
   *
   * @param kafka without the prefix
   * @param origin of a full name, for people
   */
  static void check(
      Map<String, String> kafka,
      UnaryOperator<String> origin,
      List<String> problems,
      List<String> doubts) {
    List<String> unknown =
        kafka.keySet().stream()
            .filter(name -> !name.equals(BOOTSTRAP_SERVERS) && !KafkaNames.isKnown(name))
            .toList();
    if (unknown.isEmpty()) {
      return; // mostly with that one name alone: then Kafka's declarations need not be loaded
    }
    boolean mayBeSomebodys = KafkaNames.hasForeignClass(kafka);
    for (String name : unknown) {
      String full = Configuration.KAFKA_PREFIX + name;
      String said =
          "no client of Kafka knows %s (%s)%s"
              .formatted(
                  full,
                  origin.apply(full),
                  NearestName.of(name, KafkaNames.all())
                      .map(
                          near -> "; the nearest known one is " + Configuration.KAFKA_PREFIX + near)
                      .orElse(""));
      if (mayBeSomebodys) {
        doubts.add(said + "; passed on, for a class that is not Kafka's may read it");
      } else {
        problems.add(said);
      }
    }
  }
}
