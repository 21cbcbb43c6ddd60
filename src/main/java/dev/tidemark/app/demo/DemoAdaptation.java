package dev.tidemark.app.demo;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.app.cli.CommandFailedException;
import dev.tidemark.app.cli.Json;
import dev.tidemark.app.cli.Shell;
import dev.tidemark.app.cli.Terminal;
import dev.tidemark.app.instance.Instance;
import dev.tidemark.app.kafka.EmbeddedKafka;
import dev.tidemark.app.kafka.StreamWiring;
import dev.tidemark.app.process.ScratchFolder;
import dev.tidemark.app.settings.Configuration;
import dev.tidemark.app.settings.Flag;
import dev.tidemark.app.settings.Role;
import dev.tidemark.app.settings.Settings;
import dev.tidemark.app.settings.StoreSettings;
import dev.tidemark.app.settings.TrainerSettings;
import dev.tidemark.app.tagger.LiveTagger;
import dev.tidemark.app.trainer.Trainer;
import dev.tidemark.app.web.WebServer;
import dev.tidemark.stream.CompactedTopic;
import dev.tidemark.stream.TaggingStreams;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The demo of learning: texts of another domain are tagged, people correct others of that domain, a
 * run is due, the gate decides, the model is swapped, and the same texts are tagged again. All of
 * it on the topics, as in earnest; only the broker and the model store go away with it.
 *
 * <p>Threading notes: one thread, beside those of the topology, the trainer and the follower.
 */
final class DemoAdaptation {

  private static final int PARTITIONS = 2;
  private static final Duration POLL = Duration.ofMillis(50);

  /** Nobody should meet it; a training takes as long as it takes. */
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final Shell shell;
  private final List<Flag> flags;
  private final boolean json;
  private final boolean page;
  private final BooleanSupplier stopping;
  private final PrintStream story;

  /**
   * @param json whether standard output is for the summary alone
   * @param page whether to serve the page meanwhile
   * @param stopping asked again and again
   */
  DemoAdaptation(
      Shell shell, List<Flag> flags, boolean json, boolean page, BooleanSupplier stopping) {
    this.shell = shell;
    this.flags = flags;
    this.json = json;
    this.page = page;
    this.stopping = stopping;
    this.story =
        json
            ? new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)
            : shell.out();
  }

  /** Tells and prints; returns at its end, or soon after it is told to stop. */
  void run(List<DemoItems.Item> feed, List<DemoItems.Item> corrections) throws Exception {
    shell.err().println("loading the model and starting Kafka…");
    try (ScratchFolder folder = ScratchFolder.create("tidemark-demo-");
        EmbeddedKafka kafka = EmbeddedKafka.start()) {
      Configuration settings = settings(folder, corrections);
      DemoTopics.forTagging(kafka, settings, PARTITIONS);
      DemoTopics.forLearning(kafka, settings, PARTITIONS);
      Instance.during(
          new Instance.Plan(settings, kafka.bootstrapServers(), Set.of(Role.TAGGER, Role.TRAINER)),
          page ? WebServer::startDemo : context -> null,
          instance -> run(instance, settings, feed, corrections));
    }
  }

  private void run(
      Instance instance,
      Configuration settings,
      List<DemoItems.Item> feed,
      List<DemoItems.Item> corrections)
      throws IOException {
    try (CompactedTopic events =
            new CompactedTopic(
                StreamWiring.connection(settings, instance.bootstrap()),
                settings.get(Settings.TOPICS_MODEL_EVENTS));
        DemoTraffic traffic =
            new DemoTraffic(instance.bootstrap(), StreamWiring.topics(settings))) {
      DemoCommand.tellAddress(shell, instance.web());
      instance.start();
      new Loop(settings, instance, events, traffic).run(feed, corrections);
    }
  }

  private Configuration settings(ScratchFolder folder, List<DemoItems.Item> corrections) {
    int texts = (int) corrections.stream().map(DemoItems.Item::text).distinct().count();
    List<Flag> all = new ArrayList<>(flags);
    all.addAll(scratchStore(folder));
    all.add(Flag.of("--adapt", TrainerSettings.MIN_CORRECTIONS, Integer.toString(texts)));
    all.add(Flag.of("--adapt", TrainerSettings.MIN_INTERVAL, "0s"));
    all.add(Flag.of("--adapt", TrainerSettings.SETTLE, "0s"));
    all.add(Flag.of("--adapt", TrainerSettings.SNAPSHOT_EVERY, "0")); // nobody goes on with it
    return shell.configuration(all);
  }

  /** A demo leaves no models behind: they would know a broker that is gone. */
  static List<Flag> scratchStore(ScratchFolder folder) {
    return StoreSettings.within(folder.path(), "demo");
  }

  /** The loop itself, once. */
  private final class Loop {

    private final Configuration settings;
    private final Trainer trainer;
    private final LiveTagger live;
    private final TaggingStreams streams;
    private final DemoTraffic traffic;
    private final DemoRunWatch watch;
    private final long began = System.nanoTime();

    Loop(Configuration settings, Instance instance, CompactedTopic events, DemoTraffic traffic) {
      this.settings = settings;
      this.trainer = requireNonNull(instance.trainer());
      this.live = requireNonNull(instance.live());
      this.streams = requireNonNull(instance.streams());
      this.traffic = traffic;
      this.watch = new DemoRunWatch(events, settings.get(Settings.MODEL_ALIAS), story);
    }

    void run(List<DemoItems.Item> feed, List<DemoItems.Item> corrections) throws IOException {
      // 1. As it is.
      String incumbent = live.tagger().version();
      story.printf("%n%s tags %d texts that it does not know.%n", incumbent, feed.size());
      List<JsonNode> before = tag(feed, "before-");
      // 2. People correct other texts; the trainer does the rest, and tagging goes on.
      story.printf("%n%d corrections arrive.%n", corrections.size());
      corrections.forEach(correction -> correct(correction, incumbent));
      traffic.forgetWaits();
      long corrected = System.nanoTime();
      JsonNode verdict = awaitVerdict();
      if (verdict == null) {
        return; // told to stop
      }
      double decided = (System.nanoTime() - corrected) / 1e9;
      // 3. Who is promoted serves.
      if (verdict.path("event").asText().equals("promoted")) {
        String promoted = verdict.path("model").asText();
        await(PATIENCE, promoted + " to serve", () -> serves(promoted));
        story.printf("%s serves instead of %s.%n%n", promoted, incumbent);
      }
      double serving = (System.nanoTime() - corrected) / 1e9;
      Duration longest = traffic.longestWait();
      // 4. The same again.
      DemoComparison comparison = new DemoComparison(feed, before, tag(feed, "after-"));
      ObjectNode summary = summary(comparison, incumbent, verdict, corrections.size());
      summary
          .put("seconds_to_verdict", decided)
          .put("seconds_to_live", serving)
          .put("tagged_meanwhile", traffic.taggedNews())
          .put("longest_wait_seconds", longest.toMillis() / 1e3)
          .put("dead_letters", traffic.deadLetters())
          .put("seconds", (System.nanoTime() - began) / 1e9);
      if (json) {
        shell.out().println(summary);
      } else {
        comparison.print(story, new Highlighter(Terminal.isOutput()));
        DemoAdaptationSummary.print(story, summary);
      }
    }

    private boolean serves(String version) throws IOException {
      look();
      return live.tagger().version().equals(version);
    }

    private @Nullable JsonNode awaitVerdict() throws IOException {
      while (watch.verdict() == null && !stopping.getAsBoolean()) {
        look();
      }
      return watch.verdict();
    }

    /** A moment of everything going on. */
    private void look() throws IOException {
      traffic.trickle();
      traffic.receive(POLL);
      watch.look(POLL);
      requireRunning();
    }

    private List<JsonNode> tag(List<DemoItems.Item> feed, String prefix) throws IOException {
      feed.forEach(item -> traffic.sendText(prefix + item.id(), item.text()));
      await(PATIENCE, "the texts to be tagged", this::isAnswered);
      List<JsonNode> answers = traffic.take(feed.stream().map(item -> prefix + item.id()).toList());
      if (answers.size() != feed.size()) {
        throw new CommandFailedException(
            "%d of %d texts became dead letters; take them out of the feed"
                .formatted(feed.size() - answers.size(), feed.size()));
      }
      return answers;
    }

    private boolean isAnswered() throws IOException {
      traffic.receive(POLL);
      return traffic.isQuiet();
    }

    private void correct(DemoItems.Item correction, String model) {
      ObjectNode value =
          Json.MAPPER
              .createObjectNode()
              .put("id", correction.id())
              .put("text", correction.text())
              .put("annotator", "demo")
              .put("at", Instant.now().toString())
              .put("model", model);
      value.set("entities", correction.entities());
      traffic.send(
          settings.get(Settings.TOPICS_CORRECTIONS),
          correction.id(),
          value.toString().getBytes(StandardCharsets.UTF_8));
    }

    private void await(Duration patience, String what, Condition condition) throws IOException {
      long until = System.nanoTime() + patience.toNanos();
      while (!condition.holds()) {
        requireRunning();
        if (stopping.getAsBoolean()) {
          throw new CommandFailedException("stopped while waiting for " + what);
        }
        if (System.nanoTime() - until > 0) {
          throw new CommandFailedException("waited %s in vain for %s".formatted(patience, what));
        }
      }
    }

    private void requireRunning() {
      Optional<Throwable> failure = streams.failure();
      if (failure.isPresent()) {
        throw new CommandFailedException(String.valueOf(failure.get().getMessage()), failure.get());
      }
      if (trainer.ended().isDone()) {
        throw new CommandFailedException("the trainer has ended; the log says why");
      }
    }
  }

  /** What is waited for. */
  private interface Condition {
    boolean holds() throws IOException;
  }

  private static ObjectNode summary(
      DemoComparison comparison, String incumbent, JsonNode run, int corrections) {
    ObjectNode node =
        Json.MAPPER
            .createObjectNode()
            .put("incumbent", incumbent)
            .put("live", run.path("model").asText(incumbent))
            .put("promoted", run.at("/gate/promoted").asBoolean())
            .put("reason", run.at("/gate/reason").asText())
            .put("corrections", corrections)
            .put("texts", comparison.items().size())
            .put("texts_changed", comparison.changed());
    score(node.putObject("before"), comparison.score(comparison.before()));
    score(node.putObject("after"), comparison.score(comparison.after()));
    node.set("gate", run.path("gate"));
    return node;
  }

  private static void score(ObjectNode node, DemoComparison.@Nullable Score score) {
    if (score != null) {
      node.put("right", score.right())
          .put("found", score.found())
          .put("known", score.known())
          .put("f1", score.f1());
    }
  }
}
