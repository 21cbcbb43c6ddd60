package dev.tidemark.app.topics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tidemark.app.CommandRun;
import dev.tidemark.stream.Broker;
import dev.tidemark.stream.WithBroker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.CreateTopicsResult;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code tidemark topics}, and the script for those who have only Kafka. */
@WithBroker
@Timeout(120)
class TopicsCommandTest {

  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static final Path SCRIPT = Path.of("deploy", "kafka", "create-topics.sh");

  @TempDir Path folder;
  private final Broker broker;

  TopicsCommandTest(Broker broker) {
    this.broker = broker;
  }

  @Test
  void createsWhatIsMissingOnceAndTheRightWay() throws Exception {
    List<String> names = names("made-" + NUMBER.incrementAndGet());

    assertThat(topics(names, "--dry-run").out().lines())
        .hasSize(7)
        .allMatch(line -> line.contains(": missing ("));
    CommandRun first = topics(names, "--partitions", "3", "--topic-config", "retention.ms=3600000");
    assertThat(first.code()).isZero();
    assertThat(first.out().lines())
        .hasSize(7)
        .allMatch(line -> line.contains(": created ("))
        .last()
        .asString()
        .endsWith(
            "ingest-state: created (1 partition, cleanup.policy=compact, max.message.bytes=16777216, retention.ms=3600000)");

    try (Admin admin = broker.admin()) {
      Map<String, TopicDescription> found =
          admin.describeTopics(names).allTopicNames().get(10, TimeUnit.SECONDS);
      assertThat(
              names.stream()
                  .map(name -> Objects.requireNonNull(found.get(name)).partitions().size()))
          .containsExactly(3, 3, 3, 3, 3, 1, 1);
      assertThat(names.stream().map(name -> config(admin, name, "cleanup.policy")))
          .containsExactly("delete", "delete", "delete", "delete", "compact", "compact", "compact");
      assertThat(names.stream().map(name -> config(admin, name, "max.message.bytes")))
          .containsOnly("16777216");
    }
    CommandRun again = topics(names, "--partitions", "3", "--topic-config", "retention.ms=3600000");
    assertThat(again.code()).isZero();
    assertThat(again.out().lines()).hasSize(7).allMatch(line -> line.endsWith(": exists"));
  }

  @Test
  void whatDiffersIsSaidWithTheCommandThatMendsItAndLeftAlone() throws Exception {
    List<String> names = names("other-" + NUMBER.incrementAndGet());
    String texts = names.get(0);
    String examples = names.get(4);
    String events = names.get(5);
    try (Admin admin = broker.admin()) {
      CreateTopicsResult made =
          admin.createTopics(
              List.of(
                  new NewTopic(texts, 2, (short) 1).configs(Map.of("max.message.bytes", "1000000")),
                  new NewTopic(examples, 9, (short) 1),
                  new NewTopic(events, 2, (short) 1).configs(Map.of("cleanup.policy", "compact"))));
      made.all().get(10, TimeUnit.SECONDS);
      await("the broker knows them")
          .until(() -> topics(names, "--dry-run").out().split(": missing", -1).length == 5);
      CommandRun run = topics(names);

      assertThat(run.code()).isZero();
      assertThat(run.out())
          .contains(
              texts
                  + ": exists, but\n  it has 2 partitions, not 4: kafka-topics.sh --bootstrap-server "
                  + broker.bootstrapServers()
                  + " --alter --topic "
                  + texts
                  + " --partitions 4\n  max.message.bytes is 1000000, not 16777216: kafka-configs.sh")
          .contains("it has 9 partitions, not 4, which does no harm")
          .contains("cleanup.policy is delete, not compact")
          .contains("it has 2 partitions and must have 1: delete it and run this again");
      assertThat(config(admin, examples, "cleanup.policy")).isEqualTo("delete");
    }
  }

  @Test
  void theScriptDoesTheSameWithKafkasOwnTool() throws Exception {
    Path calls = folder.resolve("calls");
    Path tool = folder.resolve("kafka-topics");
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Files.writeString(
        tool,
        """
        #!/bin/bash
        echo "kafka-topics.sh $*" >> %s
        exec %s -XX:TieredStopAtLevel=1 -cp '%s' org.apache.kafka.tools.TopicCommand "$@"
        """
            .formatted(calls, java, System.getProperty("java.class.path")));
    Files.setPosixFilePermissions(tool, PosixFilePermissions.fromString("rwxr-xr-x"));
    ProcessBuilder script =
        new ProcessBuilder("bash", SCRIPT.toString(), broker.bootstrapServers())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile());
    script.environment().put("KAFKA_TOPICS", tool.toString());

    assertThat(script.start().waitFor()).as(() -> read(folder.resolve("log"))).isZero();

    CommandRun printed = run("topics", "--print");
    assertThat(Files.readAllLines(calls)).isEqualTo(printed.out().lines().toList());
    assertThat(run("topics").out().lines())
        .as("what the script made is as the command wants it")
        .containsExactly(
            "texts: exists",
            "tagged: exists",
            "dead-letters: exists",
            "corrections: exists",
            "examples: exists",
            "model-events: exists",
            "ingest-state: exists");
  }

  @Test
  void wrongUseIsSaidInOneLine() {
    assertThat(run("topics", "--dry-run", "--print").err())
        .startsWith("error: --dry-run asks the brokers and --print does not")
        .hasLineCount(1);
    assertThat(run("topics", "--partitions", "0").err())
        .isEqualTo("error: --partitions is 0: must be 1 to 10000\n");
    assertThat(run("topics", "--topic-config", "cleanup.policy=delete").code()).isEqualTo(2);

    CommandRun tooMany =
        topics(names("r-" + NUMBER.incrementAndGet()), "--replication-factor", "3");
    assertThat(tooMany.code()).isEqualTo(1);
    assertThat(tooMany.err()).contains("was not created").contains("replication").hasLineCount(1);
  }

  private static List<String> names(String prefix) {
    return Stream.of(
            "texts",
            "tagged",
            "dead-letters",
            "corrections",
            "examples",
            "model-events",
            "ingest-state")
        .map(name -> prefix + "." + name)
        .toList();
  }

  private CommandRun topics(List<String> names, String... more) {
    List<String> arguments = new ArrayList<>(List.of("topics"));
    for (String name : names) {
      String setting = name.substring(name.indexOf('.') + 1);
      arguments.addAll(List.of("-D", "tidemark.topics." + setting + "=" + name));
    }
    arguments.addAll(List.of(more));
    return run(arguments.toArray(String[]::new));
  }

  private CommandRun run(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("-D", "tidemark.kafka.bootstrap.servers=" + broker.bootstrapServers()));
    return CommandRun.of(folder, new byte[0], all.toArray(String[]::new));
  }

  private static String config(Admin admin, String topic, String name) {
    try {
      ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
      Map<ConfigResource, Config> all =
          admin.describeConfigs(List.of(resource)).all().get(10, TimeUnit.SECONDS);
      return Objects.requireNonNull(all.get(resource)).get(name).value();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file, UTF_8);
    } catch (java.io.IOException e) {
      return e.toString();
    }
  }
}
