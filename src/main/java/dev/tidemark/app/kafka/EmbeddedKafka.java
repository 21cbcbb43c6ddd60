package dev.tidemark.app.kafka;

import ch.qos.logback.classic.Level;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.NetworkClient;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * A one-node Kafka (KRaft, broker and controller in one) inside this JVM, for the demo, the tests,
 * and {@code tidemark kafka}.
 *
 * <p>Loopback only. By {@link #start()} on free ports, in a temporary folder of its own that is
 * deleted on close; by {@link #startAt} where it is told to, and what it holds is there again at
 * the next start. It promises nothing about a power cut; everything else is a real broker:
 * transactions, both consumer group protocols, the streams group protocol.
 *
 * <p>Threading notes: {@link #createTopic} may be called by any thread; {@link #close} does its
 * work once.
 */
public final class EmbeddedKafka implements AutoCloseable {

  private static final int NODE_ID = 1;
  private static final int START_ATTEMPTS = 5;
  private static final long CALL_TIMEOUT_SECONDS = 30;
  private static final long LOOK_MILLIS = 10;

  /** What the demo's and the tests' records may measure; {@code StreamSettings} says why 16 MiB. */
  private static final int MAX_MESSAGE_BYTES = 17 << 20;

  private final Path folder;
  private final boolean keep;

  /**
   * Outgoing connections are given ports from 32768 on: a process beside this one that opens
   * thousands takes none of these before the broker listens.
   */
  private static final int FIRST_PORT = 20_000;

  private static final int LAST_PORT = 29_999;
  private static final int PORT_ATTEMPTS = 100;

  private final int port;
  private final KafkaRaftServer server;
  private final AtomicBoolean closed = new AtomicBoolean();

  private EmbeddedKafka(Path folder, boolean keep, int port, KafkaRaftServer server) {
    this.folder = folder;
    this.keep = keep;
    this.port = port;
    this.server = server;
  }

  /** Returns once the broker answers; takes 2 to 3 seconds. */
  public static EmbeddedKafka start() {
    return start(Map.of());
  }

  /**
   * As {@link #start()}, on other terms.
   *
   * @param overrides broker settings that replace this class's own
   */
  public static EmbeddedKafka start(Map<String, String> overrides) {
    RuntimeException last = new IllegalStateException("not tried");
    // A port found free may be taken before the broker binds it, so a failed start is tried again.
    for (int attempt = 0; attempt < START_ATTEMPTS; attempt++) {
      try {
        return tryStart(overrides);
      } catch (IOException e) {
        throw new UncheckedIOException("the embedded Kafka has no room for its files", e);
      } catch (RuntimeException e) {
        last = e;
        if (!isBindFailure(e)) {
          break;
        }
      }
    }
    throw new IllegalStateException("the embedded Kafka did not start: " + last.getMessage(), last);
  }

  private static EmbeddedKafka tryStart(Map<String, String> overrides) throws IOException {
    int[] ports = freePorts(2);
    Path folder = Files.createTempDirectory("tidemark-kafka-");
    try {
      Properties settings = settings(folder, ports[0], ports[1]);
      settings.putAll(overrides);
      format(folder);
      return new EmbeddedKafka(folder, false, ports[0], started(settings));
    } catch (IOException | RuntimeException e) {
      delete(folder);
      throw e;
    }
  }

  /**
   * On a port and in a folder of the caller's choice; the folder is made where there is none, and
   * kept on close.
   *
   * @throws java.net.BindException when somebody else has the port
   * @throws IOException when the folder cannot be used
   */
  public static EmbeddedKafka startAt(Path folder, int port) throws IOException {
    // Asked first: the broker would say it in five screens of log.
    try (ServerSocket probe = new ServerSocket()) {
      probe.setReuseAddress(true);
      probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }
    Files.createDirectories(folder);
    if (!Files.exists(folder.resolve("data").resolve("meta.properties"))) {
      format(folder);
    }
    return new EmbeddedKafka(folder, true, port, started(settings(folder, port, freePorts(1)[0])));
  }

  private static KafkaRaftServer started(Properties settings) {
    KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(settings, false), Time.SYSTEM);
    try {
      server.startup();
      return server;
    } catch (RuntimeException e) {
      server.shutdown();
      throw e;
    }
  }

  public String bootstrapServers() {
    return "localhost:" + port;
  }

  /** Returns once the topic is known to the broker. */
  public void createTopic(String name, int partitions, Map<String, String> config) {
    try (Admin admin =
        Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers()))) {
      NewTopic topic = new NewTopic(name, partitions, (short) 1).configs(config);
      admin.createTopics(List.of(topic)).all().get(CALL_TIMEOUT_SECONDS, TimeUnit.SECONDS);
      awaitKnown(admin, name);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while creating topic " + name, e);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("topic " + name + " was not created", e);
    }
  }

  /** The controller has created it; the broker, whom others ask, learns of it a moment later. */
  private static void awaitKnown(Admin admin, String name)
      throws InterruptedException, ExecutionException, TimeoutException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(CALL_TIMEOUT_SECONDS);
    while (!admin.listTopics().names().get(CALL_TIMEOUT_SECONDS, TimeUnit.SECONDS).contains(name)) {
      if (System.nanoTime() - deadline > 0) {
        throw new TimeoutException("the broker does not know topic " + name);
      }
      Thread.sleep(LOOK_MILLIS);
    }
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      Level before = clientWarnings(Level.ERROR);
      server.shutdown();
      server.awaitShutdown();
      clientWarnings(before);
      if (!keep) {
        delete(folder);
      }
    }
  }

  /** The broker closes one of its own clients twice, and warns about it at each stop. */
  private static @Nullable Level clientWarnings(@Nullable Level level) {
    if (LoggerFactory.getLogger(NetworkClient.class) instanceof ch.qos.logback.classic.Logger log) {
      Level before = log.getLevel();
      log.setLevel(level);
      return before;
    }
    return null;
  }

  private static Properties settings(Path folder, int port, int controllerPort) {
    Properties p = new Properties();
    p.put("process.roles", "broker,controller");
    p.put("node.id", String.valueOf(NODE_ID));
    p.put("controller.quorum.voters", NODE_ID + "@localhost:" + controllerPort);
    p.put("listeners", "BROKER://localhost:" + port + ",CONTROLLER://localhost:" + controllerPort);
    p.put("advertised.listeners", "BROKER://localhost:" + port);
    p.put("listener.security.protocol.map", "BROKER:PLAINTEXT,CONTROLLER:PLAINTEXT");
    p.put("inter.broker.listener.name", "BROKER");
    p.put("controller.listener.names", "CONTROLLER");
    p.put("log.dirs", folder.resolve("data").toString());
    p.put("auto.create.topics.enable", "false");
    p.put("message.max.bytes", String.valueOf(MAX_MESSAGE_BYTES));
    // One node: internal topics cannot have three replicas, and need few partitions.
    p.put("offsets.topic.replication.factor", "1");
    p.put("offsets.topic.num.partitions", "3");
    p.put("transaction.state.log.replication.factor", "1");
    p.put("transaction.state.log.min.isr", "1");
    p.put("transaction.state.log.num.partitions", "3");
    p.put("share.coordinator.state.topic.replication.factor", "1");
    p.put("share.coordinator.state.topic.min.isr", "1");
    // Groups form at once, and a killed member or transaction is noticed in seconds, not minutes.
    p.put("group.initial.rebalance.delay.ms", "0");
    p.put("group.min.session.timeout.ms", "1000");
    p.put("group.streams.min.session.timeout.ms", "2000");
    p.put("group.streams.session.timeout.ms", "3000");
    p.put("group.streams.min.heartbeat.interval.ms", "500");
    p.put("group.streams.heartbeat.interval.ms", "500");
    p.put("group.streams.initial.rebalance.delay.ms", "0");
    p.put("transaction.abort.timed.out.transaction.cleanup.interval.ms", "500");
    // Whoever wants durability runs a Kafka; here the start and the disk matter.
    p.put("log.flush.interval.messages", String.valueOf(Long.MAX_VALUE));
    p.put("log.cleaner.dedupe.buffer.size", "4194304");
    p.put("num.network.threads", "2");
    p.put("num.io.threads", "4");
    p.put("controlled.shutdown.enable", "false");
    return p;
  }

  /** Writes the folder's meta.properties and bootstrap metadata, as {@code kafka-storage} does. */
  private static void format(Path folder) throws IOException {
    try {
      new Formatter()
          .setPrintStream(
              new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
          .setNodeId(NODE_ID)
          .setClusterId(Uuid.randomUuid().toString())
          .addDirectory(folder.resolve("data").toString())
          .setMetadataLogDirectory(folder.resolve("data").toString())
          .setControllerListenerName("CONTROLLER")
          .setReleaseVersion(MetadataVersion.latestProduction())
          .run();
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("Kafka's folder could not be formatted", e);
    }
  }

  /** Ports of the loopback address that are free now; distinct, because all are held at once. */
  public static int[] freePorts(int count) throws IOException {
    int[] ports = new int[count];
    List<ServerSocket> held = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        ServerSocket socket = listen();
        held.add(socket);
        ports[i] = socket.getLocalPort();
      }
    } finally {
      for (ServerSocket socket : held) {
        socket.close();
      }
    }
    return ports;
  }

  private static ServerSocket listen() throws IOException {
    for (int attempt = 1; ; attempt++) {
      int port = ThreadLocalRandom.current().nextInt(FIRST_PORT, LAST_PORT + 1);
      try {
        return new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
      } catch (BindException e) {
        if (attempt == PORT_ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  private static boolean isBindFailure(Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof BindException
          || String.valueOf(t.getMessage()).contains("Address already in use")) {
        return true;
      }
    }
    return false;
  }

  /** Best effort: the folder lies among the temporary files anyway. */
  private static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException | UncheckedIOException e) {
      folder.toFile().deleteOnExit();
    }
  }
}
