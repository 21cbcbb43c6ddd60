package dev.tidemark.app.topics;

import dev.tidemark.app.cli.Shell;
import dev.tidemark.app.cli.UsageException;
import dev.tidemark.app.settings.Configuration;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Creates the topics of a setup. */
@Command(
    name = "topics",
    description = {
      "Creates the topics that Tidemark reads and writes, by the names of the settings. What exists"
          + " is left as it is, and what differs from what is needed is said."
    },
    footerHeading = "%nExample:%n",
    footer = {
      "  tidemark topics -D tidemark.kafka.bootstrap.servers=broker:9092",
      "  tidemark topics --partitions 12 --replication-factor 3 --topic-config min.insync.replicas=2",
      "  tidemark topics --print     # the same as commands of Kafka's own kafka-topics.sh"
    })
public final class TopicsCommand implements Callable<Integer> {

  @Mixin final TopicOptions options = new TopicOptions();

  @Option(
      names = "--dry-run",
      description = "Create nothing, only say what is missing and what differs.")
  boolean dryRun;

  @Option(
      names = "--print",
      description = "Print the commands of Kafka's kafka-topics.sh that do this; ask no broker.")
  boolean print;

  private final Shell shell;

  TopicsCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() {
    if (dryRun && print) {
      throw new UsageException("--dry-run asks the brokers and --print does not: use one of them");
    }
    Configuration settings = shell.configuration();
    String bootstrap = settings.bootstrapServers();
    List<NeededTopic> plan = TopicPlan.of(settings, options.checked());
    if (print) {
      for (NeededTopic topic : plan) {
        shell
            .out()
            .printf(
                "kafka-topics.sh --bootstrap-server %s %s%n",
                bootstrap, String.join(" ", topic.kafkaTopicsOptions()));
      }
      return 0;
    }
    create(settings, bootstrap, plan, dryRun, shell.out());
    return 0;
  }

  /**
   * Likewise, for whoever has topics to create; a line for each says what became of it. When it
   * returns, the brokers know them.
   */
  static void create(
      Configuration settings,
      String bootstrap,
      List<NeededTopic> plan,
      boolean dryRun,
      PrintStream out) {
    List<String> created = new ArrayList<>();
    try (TopicAdmin admin = TopicAdmin.open(settings, bootstrap)) {
      for (NeededTopic topic : plan) {
        Optional<FoundTopic> found = admin.find(topic.name());
        if (found.isEmpty() && dryRun) {
          out.printf("%s: missing (%s)%n", topic.name(), topic.terms());
        } else if (found.isEmpty() && admin.create(topic)) {
          out.printf("%s: created (%s)%n", topic.name(), topic.terms());
          created.add(topic.name());
        } else {
          List<String> differences =
              found.map(there -> there.differences(topic, bootstrap)).orElse(List.of());
          out.printf("%s: exists%s%n", topic.name(), differences.isEmpty() ? "" : ", but");
          differences.forEach(difference -> out.printf("  %s%n", difference));
        }
      }
      admin.awaitKnown(created);
    }
  }
}
