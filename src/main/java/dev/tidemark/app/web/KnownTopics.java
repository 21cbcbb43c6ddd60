package dev.tidemark.app.web;

import dev.tidemark.app.cli.CommandFailedException;
import dev.tidemark.app.settings.Configuration;
import dev.tidemark.app.topics.TopicCheck;
import dev.tidemark.ops.http.HttpProblem;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which topics there are. Kafka is asked once where there is one, and at most once a second where
 * there is none, however many ask here; when it did not answer, not again for three seconds.
 *
 * <p>Threading notes: any number of threads; synchronized.
 */
final class KnownTopics {

  private static final long FRESH_NANOS = 1_000_000_000L;
  private static final long DOWN_NANOS = 3 * FRESH_NANOS;

  private record Look(boolean found, long at) {}

  private final Configuration settings;
  private final String bootstrap;
  private final Map<String, Look> looks = new HashMap<>();
  private @Nullable Look failed;

  KnownTopics(Configuration settings, String bootstrap) {
    this.settings = settings;
    this.bootstrap = bootstrap;
  }

  /**
   * Whether there is one of this name.
   *
   * @throws HttpProblem when Kafka does not answer
   */
  synchronized boolean has(String topic) {
    Look last = looks.get(topic);
    if (last != null && (last.found() || System.nanoTime() - last.at() < FRESH_NANOS)) {
      return last.found();
    }
    if (failed != null && System.nanoTime() - failed.at() < DOWN_NANOS) {
      throw down();
    }
    try {
      boolean found = TopicCheck.exists(settings, bootstrap, topic);
      looks.put(topic, new Look(found, System.nanoTime()));
      return found;
    } catch (CommandFailedException e) {
      failed = new Look(false, System.nanoTime());
      throw down();
    }
  }

  private static HttpProblem down() {
    return HttpProblem.busy("Kafka does not answer; try again");
  }
}
