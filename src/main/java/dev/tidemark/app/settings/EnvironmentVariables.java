package dev.tidemark.app.settings;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Which environment variables are meant as settings, and which Hugging Face shares. */
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

  private static final Set<String> HUGGING_FACE =
      Set.of(
          "HF_ENDPOINT",
          "HF_TOKEN",
          "HF_HOME",
          "HF_HUB_CACHE",
          "HF_HUB_OFFLINE",
          "TRANSFORMERS_OFFLINE",
          "XDG_CACHE_HOME",
          "HOME",
          "USERPROFILE");

  private EnvironmentVariables() {}

  /** Those that Hugging Face's own programs read; empty ones count as not set, as there. */
  static Map<String, String> huggingFace(Map<String, String> environment) {
    Map<String, String> found = new TreeMap<>();
    for (String name : HUGGING_FACE) {
      String value = environment.getOrDefault(name, "").strip();
      if (!value.isEmpty()) {
        found.put(name, value);
      }
    }
    return found;
  }

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
