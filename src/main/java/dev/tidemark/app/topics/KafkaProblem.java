package dev.tidemark.app.topics;

import dev.tidemark.app.cli.CommandFailedException;
import dev.tidemark.app.settings.Configuration;
import dev.tidemark.stream.KafkaNames;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.UnsupportedSaslMechanismException;
import org.jspecify.annotations.Nullable;

/**
 * From what Kafka's clients throw to one line that says what to do. What the settings hold is never
 * in it: any of Kafka's may be a secret.
 */
public final class KafkaProblem {

  private static final int DEEPEST = 20;

  /** How what Kafka's clients say begins when they cannot be constructed; nobody was asked yet. */
  private static final String NOT_EVEN_MADE = "Failed to c";

  private static final Pattern CONFIGURATION = Pattern.compile("configuration ([a-z0-9.]+)");

  private static final String DOCS = "docs/kafka-security.md";

  private KafkaProblem() {}

  public static CommandFailedException of(Throwable thrown, String bootstrap) {
    Throwable last = innermost(thrown);
    String what = last.getMessage() == null ? last.getClass().getSimpleName() : last.getMessage();
    return of(
        thrown,
        bootstrap,
        "Kafka at %s does not answer (%s); set tidemark.kafka.bootstrap.servers (-D NAME=VALUE), or start one ('tidemark kafka' is one to try things with); where it wants TLS or a login, see %s"
            .formatted(bootstrap, what, DOCS));
  }

  /**
   * Likewise.
   *
   * @param otherwise what is said where neither settings, login nor rights are to blame
   */
  public static CommandFailedException of(Throwable thrown, String bootstrap, String otherwise) {
    @Nullable Throwable cause = thrown;
    for (int depth = 0; cause != null && depth < DEEPEST; depth++) {
      String line = line(cause, bootstrap);
      if (line != null) {
        return new CommandFailedException(line, thrown);
      }
      cause = cause.getCause();
    }
    if (String.valueOf(thrown.getMessage()).startsWith(NOT_EVEN_MADE)) {
      return new CommandFailedException(
          "with these settings tidemark.kafka.* there is no Kafka client (%s); see %s"
              .formatted(innermost(thrown).getMessage(), DOCS),
          thrown);
    }
    return new CommandFailedException(otherwise, thrown);
  }

  private static @Nullable String line(Throwable t, String bootstrap) {
    if (t instanceof SaslAuthenticationException
        || t instanceof UnsupportedSaslMechanismException) {
      return "Kafka at %s refuses the login (%s); check user and password in tidemark.kafka.sasl.jaas.config, and tidemark.kafka.sasl.mechanism (%s)"
          .formatted(bootstrap, t.getMessage(), DOCS);
    }
    if (t instanceof SslAuthenticationException) {
      return "no TLS with Kafka at %s (%s); check tidemark.kafka.ssl.truststore.location, and that the certificate names this host (%s)"
          .formatted(bootstrap, innermost(t).getMessage(), DOCS);
    }
    if (t instanceof AuthorizationException) {
      return "Kafka at %s does not allow it (%s); give this user the rights that %s lists"
          .formatted(bootstrap, t.getMessage(), DOCS);
    }
    if (t instanceof ProducerFencedException || t instanceof InvalidProducerEpochException) {
      return "another process of the same tidemark.ingest.name has taken over; give one of them"
          + " another name";
    }
    if (t instanceof ConfigException config) {
      return "%s is not what Kafka takes; --verbose shows its value, and what is wrong with it (%s)"
          .formatted(blamed(config), DOCS);
    }
    return null;
  }

  /**
   * Kafka's message quotes the value, which may be a secret: only a name that Kafka has is shown.
   */
  private static String blamed(ConfigException e) {
    return CONFIGURATION
        .matcher(String.valueOf(e.getMessage()))
        .results()
        .map(found -> found.group(1))
        .filter(KafkaNames::isKnown)
        .reduce((first, last) -> last)
        .map(name -> Configuration.KAFKA_PREFIX + name)
        .orElse("a setting tidemark.kafka.*");
  }

  private static Throwable innermost(Throwable thrown) {
    Throwable t = thrown;
    for (int depth = 0; t.getCause() != null && depth < DEEPEST; depth++) {
      t = t.getCause();
    }
    return t;
  }
}
