package dev.tidemark.app.topics;

import java.util.Properties;
import org.apache.kafka.clients.CommonClientConfigs;

/**
 * How long somebody in front of a terminal waits for brokers that do not answer: less than Kafka's
 * own minute, unless the settings say how long.
 */
public final class Patience {

  private static final String MILLIS = "15000";

  private Patience() {}

  /** Puts it in, where nothing is given. */
  public static void give(Properties kafka) {
    kafka.putIfAbsent(CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG, MILLIS);
    long all = Long.parseLong(kafka.getProperty(CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG));
    // One request that is not answered must not take all of it.
    kafka.putIfAbsent(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, Long.toString(all / 2));
  }
}
