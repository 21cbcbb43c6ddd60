package dev.tidemark.app.settings;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Which environment variables are meant as settings. */
final class EnvironmentVariables {

  static final String KAFKA_PREFIX = "TIDEMARK_KAFKA_";

  /** Read by the launcher. */
  private static final Set<String> LAUNCHER = Set.of("TIDEMARK_HOME", "TIDEMARK_JAVA_OPTS");

  /**
   * Kubernetes describes each service of the namespace to each of its pods in such variables, and a
   * service may well be called tidemark or tidemark-kafka.
   */
  private static final Pattern SERVICE_LINK =
      Pattern.compile(
          "TIDEMARK_(.+_)?(SERVICE_HOST|SERVICE_PORT(_.+)?"
              + "|PORT_\\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)");

  /** The value of {@code TIDEMARK_PORT}, {@code TIDEMARK_KAFKA_PORT}… in such a pod. */
  private static final Pattern SERVICE_LINK_PORT = Pattern.compile("(tcp|udp|sctp)://.*");

  private EnvironmentVariables() {}

  /** Those that start with {@code TIDEMARK_} or {@code tidemark.}, without others' uses of that. */
  static Map<String, String> settings(Map<String, String> environment) {
    Map<String, String> settings = new TreeMap<>();
    environment.forEach(
        (name, value) -> {
          String upper = name.toUpperCase(Locale.ROOT).replace('.', '_');
          boolean link =
              SERVICE_LINK.matcher(name).matches()
                  || (name.endsWith("_PORT") && SERVICE_LINK_PORT.matcher(value).matches());
          if (upper.startsWith("TIDEMARK_") && !LAUNCHER.contains(name) && !link) {
            settings.put(name, value);
          }
        });
    return settings;
  }
}
