package dev.tidemark.app.topics;

import dev.tidemark.app.cli.UsageException;
import dev.tidemark.stream.StreamSettings;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.config.TopicConfig;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How large a setup is: what topics are created with. */
final class TopicOptions {

  @Option(
      names = "--partitions",
      paramLabel = "N",
      defaultValue = "4",
      description =
          "Partitions of each topic but model-events and ingest-state, which have one; so many instances can share the"
              + " work (default: ${DEFAULT-VALUE}).")
  int partitions = 4;

  @Option(
      names = "--replication-factor",
      paramLabel = "N",
      defaultValue = "0",
      description = "Copies of each record; 0 leaves it to the brokers (default: 0).")
  int replicationFactor;

  @Option(
      names = "--max-message-bytes",
      paramLabel = "BYTES",
      defaultValue = "" + StreamSettings.MAX_RECORD_BYTES,
      description = "Largest record that the topics take (default: ${DEFAULT-VALUE}).")
  int maxMessageBytes = StreamSettings.MAX_RECORD_BYTES;

  @Option(
      names = "--topic-config",
      paramLabel = "NAME=VALUE",
      description =
          "Another setting of every topic, such as min.insync.replicas=2; may be repeated.")
  @Nullable Map<String, String> config;

  /** What was asked for, if it can be. */
  TopicOptions checked() {
    require(partitions >= 1 && partitions <= 10_000, "--partitions", partitions, "1 to 10000");
    require(
        replicationFactor >= 0 && replicationFactor <= Short.MAX_VALUE,
        "--replication-factor",
        replicationFactor,
        "0 to 32767");
    require(
        maxMessageBytes >= 1024,
        "--max-message-bytes",
        maxMessageBytes,
        "1024 or more; texts would not fit");
    for (String name : given().keySet()) {
      if (name.equals(TopicConfig.CLEANUP_POLICY_CONFIG)) {
        throw new UsageException(
            "--topic-config cleanup.policy: Tidemark knows which topics are compacted; the others delete");
      }
      if (name.equals(TopicConfig.MAX_MESSAGE_BYTES_CONFIG)) {
        throw new UsageException(
            "--topic-config max.message.bytes: use --max-message-bytes, which is the same");
      }
    }
    return this;
  }

  Map<String, String> given() {
    return config == null ? Map.of() : new TreeMap<>(config);
  }

  private static void require(boolean holds, String option, int value, String allowed) {
    if (!holds) {
      throw new UsageException("%s is %d: must be %s".formatted(option, value, allowed));
    }
  }
}
