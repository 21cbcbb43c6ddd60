package dev.tidemark.guarantee.world;

import static org.awaitility.Awaitility.await;

import dev.tidemark.app.kafka.EmbeddedKafka;
import dev.tidemark.stream.Broker;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/**
 * A Kafka of three nodes, each broker and controller in a JVM of its own, so that one can be
 * killed: three replicas of everything, two of which must have a record before it counts.
 */
public final class ThreeBrokers implements AutoCloseable {

  private static final int NODES = 3;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Path folder;
  private final int[] ports;
  private final List<ChildJvm> nodes = new ArrayList<>();
  private final Broker broker;

  public ThreeBrokers() {
    try {
      ports = EmbeddedKafka.freePorts(2 * NODES);
      folder = Files.createTempDirectory("three-brokers-");
      String cluster = Uuid.randomUuid().toString();
      for (int node = 1; node <= NODES; node++) {
        format(node, cluster);
        nodes.add(start(node));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("no room for three brokers", e);
    }
    broker =
        new Broker(
            IntStream.rangeClosed(1, NODES)
                .mapToObj(node -> "localhost:" + port(node))
                .collect(Collectors.joining(",")),
            NODES,
            () -> {});
    awaitAllUp();
  }

  public Broker broker() {
    return broker;
  }

  /** Kills the node that leads a topic's first partition with SIGKILL; says which it was. */
  public int killLeaderOf(String topic) {
    int leader = first(topic).leader().id();
    ChildJvm node = nodes.get(leader - 1);
    node.kill();
    node.close();
    return leader;
  }

  /** Starts a node that was killed on the files it left, and waits until it has caught up. */
  public void restart(int node, String topic) {
    nodes.set(node - 1, start(node));
    await("replicas in sync")
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(200))
        .until(() -> first(topic).isr().size() == NODES);
  }

  private TopicPartitionInfo first(String topic) {
    try (Admin admin = broker.admin()) {
      Map<String, TopicDescription> topics =
          admin.describeTopics(List.of(topic)).allTopicNames().get(30, TimeUnit.SECONDS);
      return topics.values().iterator().next().partitions().get(0);
    } catch (Exception e) {
      throw new AssertionError("who leads " + topic, e);
    }
  }

  private void awaitAllUp() {
    try (Admin admin = broker.admin()) {
      await("three brokers")
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(200))
          .until(
              () -> {
                nodes.forEach(ChildJvm::assertAlive);
                return admin.describeCluster().nodes().get(30, TimeUnit.SECONDS).size() == NODES;
              });
    }
  }

  private ChildJvm start(int node) {
    return ChildJvm.start(
        List.of("-Xmx320m"), "kafka.Kafka", List.of(settingsFile(node).toString()));
  }

  private int port(int node) {
    return ports[node - 1];
  }

  private int controllerPort(int node) {
    return ports[NODES + node - 1];
  }

  private Path settingsFile(int node) {
    return folder.resolve("node-" + node + ".properties");
  }

  private void format(int node, String cluster) throws IOException {
    String data = folder.resolve("data-" + node).toString();
    try (Writer file = Files.newBufferedWriter(settingsFile(node))) {
      settings(node, data).store(file, null);
    }
    try {
      new Formatter()
          .setPrintStream(
              new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
          .setNodeId(node)
          .setClusterId(cluster)
          .addDirectory(data)
          .setMetadataLogDirectory(data)
          .setControllerListenerName("CONTROLLER")
          .setReleaseVersion(MetadataVersion.latestProduction())
          .run();
    } catch (IOException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("a broker's folder could not be formatted", e);
    }
  }

  private Properties settings(int node, String data) {
    Properties p = new Properties();
    p.put("process.roles", "broker,controller");
    p.put("node.id", Integer.toString(node));
    p.put(
        "controller.quorum.voters",
        IntStream.rangeClosed(1, NODES)
            .mapToObj(voter -> voter + "@localhost:" + controllerPort(voter))
            .collect(Collectors.joining(",")));
    p.put(
        "listeners",
        "BROKER://localhost:%d,CONTROLLER://localhost:%d"
            .formatted(port(node), controllerPort(node)));
    p.put("advertised.listeners", "BROKER://localhost:" + port(node));
    p.put("listener.security.protocol.map", "BROKER:PLAINTEXT,CONTROLLER:PLAINTEXT");
    p.put("inter.broker.listener.name", "BROKER");
    p.put("controller.listener.names", "CONTROLLER");
    p.put("log.dirs", data);
    p.put("auto.create.topics.enable", "false");
    for (String topic : List.of("offsets.topic", "transaction.state.log")) {
      p.put(topic + ".replication.factor", "3");
      p.put(topic + ".num.partitions", "3");
    }
    p.put("transaction.state.log.min.isr", "2");
    p.put("min.insync.replicas", "2");
    // A dead node is noticed in seconds; so is a dead member, and a transaction of the dead.
    p.put("broker.session.timeout.ms", "2000");
    p.put("broker.heartbeat.interval.ms", "500");
    p.put("controller.quorum.election.timeout.ms", "1000");
    p.put("controller.quorum.fetch.timeout.ms", "1500");
    p.put("replica.lag.time.max.ms", "3000");
    p.put("group.initial.rebalance.delay.ms", "0");
    p.put("group.min.session.timeout.ms", "1000");
    p.put("group.streams.min.session.timeout.ms", "2000");
    p.put("group.streams.session.timeout.ms", "3000");
    p.put("group.streams.min.heartbeat.interval.ms", "500");
    p.put("group.streams.heartbeat.interval.ms", "500");
    p.put("group.streams.initial.rebalance.delay.ms", "0");
    p.put("transaction.abort.timed.out.transaction.cleanup.interval.ms", "500");
    p.put("log.cleaner.dedupe.buffer.size", "4194304");
    p.put("num.network.threads", "2");
    p.put("num.io.threads", "4");
    return p;
  }

  @Override
  public void close() {
    nodes.forEach(ChildJvm::close);
    try (var files = Files.walk(folder)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      folder.toFile().deleteOnExit(); // among the temporary files anyway
    }
  }
}
