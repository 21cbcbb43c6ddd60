package dev.tidemark.app.web;

import dev.tidemark.app.observe.Observation;
import dev.tidemark.app.settings.Configuration;
import dev.tidemark.inference.Tagger;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * What the process has that the parts of the server may ask.
 *
 * @param bootstrap where Kafka is
 * @param tagger null in a process that tags nothing
 * @param observed metrics and health; null in a process in which nothing is measured
 */
public record WebContext(
    Configuration settings,
    String bootstrap,
    @Nullable Tagger tagger,
    @Nullable Observation observed) {

  /** Of a process in which nothing is measured. */
  public WebContext(Configuration settings, String bootstrap, @Nullable Tagger tagger) {
    this(settings, bootstrap, tagger, null);
  }

  /** What a plain Kafka client needs; the caller's own copy. */
  Properties kafka() {
    Properties properties = settings.kafkaProperties();
    properties.put("bootstrap.servers", bootstrap);
    return properties;
  }
}
