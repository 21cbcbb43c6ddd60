package dev.tidemark.app;

import dev.tidemark.app.cli.CommandFailedException;
import dev.tidemark.app.cli.Shell;
import dev.tidemark.app.settings.Configuration;
import dev.tidemark.app.settings.Flag;
import dev.tidemark.app.settings.Settings;
import dev.tidemark.stream.StreamMetrics;
import dev.tidemark.stream.TaggingStreams;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Tags a Kafka topic until it is told to stop. */
@Command(
    name = "run",
    description = "Tags the texts of a Kafka topic until it is stopped (Ctrl-C or SIGTERM).",
    footerHeading = "%nExample:%n",
    footer = {
      "  tidemark run -D tidemark.kafka.bootstrap.servers=broker:9092",
      "",
      "The topics must exist. All settings: docs/configuration.md"
    })
final class RunCommand implements Callable<Integer> {

  private static final Logger LOG = LoggerFactory.getLogger(RunCommand.class);

  @Option(names = "--roles", paramLabel = "ROLE", description = "What this process does: tagger.")
  @Nullable String roles;

  private final Shell shell;

  RunCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws IOException {
    Configuration settings = shell.configuration(Flag.of("--roles", Settings.ROLES, roles));
    String bootstrap = StreamWiring.bootstrapServers(settings);
    // 1. What cannot work is said at once, before a model is loaded.
    int maxRecordBytes = TopicCheck.require(settings, bootstrap, StreamWiring.topics(settings));
    try (LiveTagger live = LiveTagger.load(settings, bootstrap);
        TaggingStreams streams =
            StreamWiring.streams(
                settings, bootstrap, live.tagger(), StreamMetrics.NONE, maxRecordBytes)) {
      // 2. A signal closes the streams, which ends the wait below; the hook waits until all is
      // committed.
      Thread hook = new Thread(() -> stop(streams, settings), "stop");
      Runtime.getRuntime().addShutdownHook(hook);
      // 3. Run until then, or until nothing can be done any more.
      streams.start();
      live.follow();
      LOG.info(
          "{} on {} tags {} into {} ({})",
          live.first().versions(),
          live.first().device(),
          settings.get(Settings.TOPICS_TEXTS),
          settings.get(Settings.TOPICS_TAGGED),
          bootstrap);
      streams.ended().get();
      return 0;
    } catch (ExecutionException e) {
      throw new CommandFailedException(
          String.valueOf(e.getCause() == null ? e.getMessage() : e.getCause().getMessage()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailedException("interrupted", e);
    }
  }

  private static void stop(TaggingStreams streams, Configuration settings) {
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
