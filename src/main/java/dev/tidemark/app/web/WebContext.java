package dev.tidemark.app.web;

import dev.tidemark.app.settings.Configuration;
import dev.tidemark.inference.Tagger;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * What the process has that the parts of the server may ask.
 *
 * @param bootstrap where Kafka is
 * @param tagger null in a process that tags nothing
 */
public record WebContext(Configuration settings, String bootstrap, @Nullable Tagger tagger) {

  /** What a plain Kafka client needs; the caller's own copy. */
  public Properties kafka() {
    Properties properties = settings.kafkaProperties();
    properties.put("bootstrap.servers", bootstrap);
    return properties;
  }
}
