package dev.tidemark.app;

import dev.tidemark.app.cli.CommandFailedException;
import dev.tidemark.app.cli.Shell;
import dev.tidemark.app.instance.Instance;
import dev.tidemark.app.kafka.StreamWiring;
import dev.tidemark.app.settings.Configuration;
import dev.tidemark.app.settings.Flag;
import dev.tidemark.app.settings.Role;
import dev.tidemark.app.settings.Settings;
import dev.tidemark.app.tagger.LiveTagger;
import dev.tidemark.app.topics.TopicCheck;
import dev.tidemark.app.web.WebServer;
import dev.tidemark.stream.TaggingStreams;
import dev.tidemark.torch.ExitGate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Tags a Kafka topic until it is told to stop. */
@Command(
    name = "run",
    description =
        "Tags the texts of a Kafka topic, and learns from people's corrections, until it is stopped"
            + " (Ctrl-C or SIGTERM).",
    footerHeading = "%nExample:%n",
    footer = {
      "  tidemark run -D tidemark.kafka.bootstrap.servers=broker:9092",
      "  tidemark run --roles trainer -D tidemark.kafka.bootstrap.servers=broker:9092",
      "",
      "The topics must exist (tidemark topics). All settings: docs/configuration.md"
    })
final class RunCommand implements Callable<Integer> {

  private static final Logger LOG = LoggerFactory.getLogger(RunCommand.class);

  @Option(
      names = "--roles",
      paramLabel = "ROLE",
      description =
          "What this process does: tagger, trainer, or both with a comma between (default:"
              + " tagger).")
  @Nullable String roles;

  private final Shell shell;

  RunCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws Exception {
    Configuration settings = shell.configuration(Flag.of("--roles", Settings.ROLES, roles));
    // What cannot work is said at once, before a model is loaded.
    Instance.Plan plan = plan(settings);
    WebServer.check(settings);
    if (plan.roles().contains(Role.TAGGER)) {
      LOG.info("loads the model, then times number formats and batch sizes: up to half a minute");
    }
    try {
      Instance.during(plan, WebServer::start, instance -> untilItEnds(instance, settings));
      return 0;
    } catch (ExecutionException e) {
      throw new CommandFailedException(
          String.valueOf(e.getCause() == null ? e.getMessage() : e.getCause().getMessage()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailedException("interrupted", e);
    }
  }

  /** Looks at the topics, too. */
  private static Instance.Plan plan(Configuration settings) {
    String bootstrap = StreamWiring.bootstrapServers(settings);
    Set<Role> mine = settings.get(Settings.ROLES);
    int taggedBytes =
        mine.contains(Role.TAGGER)
            ? TopicCheck.require(settings, bootstrap, StreamWiring.topics(settings))
            : 0;
    int exampleBytes =
        mine.contains(Role.TRAINER)
            ? TopicCheck.require(
                settings,
                bootstrap,
                List.of(
                    settings.get(Settings.TOPICS_TEXTS),
                    settings.get(Settings.TOPICS_CORRECTIONS),
                    settings.get(Settings.TOPICS_MODEL_EVENTS)),
                List.of(
                    settings.get(Settings.TOPICS_EXAMPLES),
                    settings.get(Settings.TOPICS_DEAD_LETTERS)))
            : 0;
    return new Instance.Plan(settings, bootstrap, mine, taggedBytes, exampleBytes);
  }

  /** Runs until it is told to stop, or until nothing can be done any more. */
  private static void untilItEnds(Instance instance, Configuration settings)
      throws ExecutionException, InterruptedException {
    // A signal closes the streams, which ends the wait below; the hook waits until all is
    // committed.
    CompletableFuture<Void> stopped = new CompletableFuture<>();
    var ignored = ExitGate.atExit(() -> stop(instance.streams(), stopped, settings));
    if (instance.web() != null) {
      LOG.info("serves {}", instance.web().description());
    }
    instance.start();
    List<CompletableFuture<?>> ends = new ArrayList<>(List.of(stopped));
    if (instance.trainer() != null) {
      ends.add(instance.trainer().ended());
      LOG.info(
          "learns from {} ({})", settings.get(Settings.TOPICS_CORRECTIONS), instance.bootstrap());
    }
    if (instance.streams() != null) {
      ends.add(instance.streams().ended());
    }
    if (instance.live() != null) {
      say(instance.live(), instance.bootstrap(), settings);
    }
    var unused = CompletableFuture.anyOf(ends.toArray(CompletableFuture[]::new)).get();
  }

  private static void say(LiveTagger live, String bootstrap, Configuration settings) {
    if (live.follower() == null) {
      LOG.warn(
          "there is no topic {}, so {} serves for as long as this process runs, whatever is"
              + " promoted; 'tidemark topics' creates it, then start anew",
          settings.get(Settings.TOPICS_MODEL_EVENTS),
          live.tagger().version());
    }
    LOG.info(
        "{} on {} tags {} into {} ({})",
        live.first().versions(),
        live.first().device(),
        settings.get(Settings.TOPICS_TEXTS),
        settings.get(Settings.TOPICS_TAGGED),
        bootstrap);
  }

  private static void stop(
      @Nullable TaggingStreams streams, CompletableFuture<Void> stopped, Configuration settings) {
    if (streams == null) {
      boolean unused = stopped.complete(null);
      return;
    }
    if (streams.ended().isDone()) {
      return; // they ended by themselves, and the command says why
    }
    LOG.info("stopping: records in flight are tagged and committed");
    boolean clean = streams.close(settings.get(Settings.CLOSE_TIMEOUT));
    LOG.info(
        clean
            ? "stopped"
            : "not all was committed in time; what was not comes again at the next start");
  }
}
