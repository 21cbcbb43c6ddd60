package dev.tidemark.app.demo;

import dev.tidemark.app.cli.Bounds;
import dev.tidemark.app.cli.CommandFailedException;
import dev.tidemark.app.cli.Shell;
import dev.tidemark.app.cli.Terminal;
import dev.tidemark.app.cli.UsageException;
import dev.tidemark.app.feed.TextFeed;
import dev.tidemark.app.kafka.EmbeddedKafka;
import dev.tidemark.app.kafka.StreamWiring;
import dev.tidemark.app.observe.Observation;
import dev.tidemark.app.process.ScratchFolder;
import dev.tidemark.app.settings.Configuration;
import dev.tidemark.app.settings.Flag;
import dev.tidemark.app.settings.StoreSettings;
import dev.tidemark.app.tagger.LiveTagger;
import dev.tidemark.app.tagger.TaggingOptions;
import dev.tidemark.app.trainer.Trainer;
import dev.tidemark.app.web.WebContext;
import dev.tidemark.app.web.WebServer;
import dev.tidemark.ops.tracing.W3cTracing;
import dev.tidemark.stream.StreamSettings;
import dev.tidemark.stream.TaggingStreams;
import dev.tidemark.stream.TaggingTopology;
import dev.tidemark.stream.Tracing;
import dev.tidemark.torch.ExitGate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The whole of Tidemark in one process, on a Kafka broker of its own. */
@Command(
    name = "demo",
    description =
        "Starts a Kafka broker inside this process, feeds it news, tags the news as it streams, and"
            + " shows the result.",
    footerHeading = "%nExample:%n",
    footer = {
      "  tidemark demo --once",
      "  zcat news.jsonl.gz | tidemark demo --feed - --once --json --output tagged.jsonl",
      "  tidemark demo --adapt --once",
      "",
      "Without --once the feed starts again when it ends, until Ctrl-C."
    })
public final class DemoCommand implements Callable<Integer> {

  private static final double WATCHABLE_RATE = 4;
  private static final Duration POLL = Duration.ofMillis(100);

  @Mixin TaggingOptions options = new TaggingOptions();

  @Option(
      names = "--feed",
      paramLabel = "FILE|URL|-",
      description =
          "JSON lines with a \"text\", or plain lines (default: about 200 items that come with"
              + " Tidemark).")
  @Nullable String feed;

  @Option(
      names = "--rate",
      paramLabel = "N",
      description = "Records a second; 0 for as fast as possible (default: 0 with --once, else 4).")
  @Nullable Double rate;

  @Option(names = "--once", description = "End when the feed is tagged, and print a summary.")
  boolean once;

  @Option(
      names = "--no-web",
      description = "Do not serve the web page and the API; with --once there is none anyway.")
  boolean noWeb;

  @Option(
      names = "--adapt",
      description =
          "Show how the model learns: texts of a domain that it gets wrong, corrections, a training run, the gate, the"
              + " swap, and the same texts again. Ends by itself, after some minutes.")
  boolean adapt;

  @Option(
      names = "--corrections",
      paramLabel = "FILE",
      description =
          "With --adapt: what people correct, as JSON lines or labelled words (default: 72 sentences about horse races"
              + " that come with Tidemark; --feed then has others of that kind).")
  @Nullable Path corrections;

  @Option(names = "--json", description = "Print nothing but the summary, as one JSON object.")
  boolean json;

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description = "Write the tagged records there, one JSON a line.")
  @Nullable Path output;

  @Option(
      names = "--partitions",
      defaultValue = "4",
      paramLabel = "N",
      description = "Of the topics (default: ${DEFAULT-VALUE}).")
  int partitions = 4;

  private final Shell shell;
  private volatile boolean stopping;

  DemoCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws Exception {
    check();
    Configuration settings = shell.configuration(options.flags());
    CountDownLatch finished = new CountDownLatch(1);
    ExitGate.Registration atExit = ExitGate.atExit(() -> stopAndWait(finished));
    try {
      if (adapt) {
        new DemoAdaptation(shell, options.flags(), json, hasPage(), () -> stopping)
            .run(DemoItems.feed(feed), DemoItems.corrections(corrections));
      } else {
        run(settings);
      }
      return 0;
    } finally {
      finished.countDown();
      atExit.close();
    }
  }

  private void run(Configuration given) throws Exception {
    shell.err().println("loading the model and starting Kafka…");
    try (ScratchFolder folder = ScratchFolder.create("tidemark-demo-");
        EmbeddedKafka kafka = EmbeddedKafka.start()) {
      Configuration settings = hasPage() ? withStore(given, folder) : given;
      DemoTopics.forTagging(kafka, settings, partitions);
      if (hasPage()) {
        DemoTopics.forLearning(kafka, settings, partitions);
      }
      String bootstrap = kafka.bootstrapServers();
      TaggingTopology.Topics topics = StreamWiring.topics(settings);
      boolean endless = !once && !"-".equals(feed);
      double pace = rate != null ? rate : once ? 0 : WATCHABLE_RATE;
      // The tagger after the trainer: of threads and their number its wishes count.
      try (Observation observation = new Observation(settings);
          Trainer trainer = trainer(settings, bootstrap, observation);
          LiveTagger live =
              LiveTagger.load(settings, bootstrap, observation.tagger(), observation.adaptation());
          W3cTracing tracing = StreamWiring.tracing(settings);
          TaggingStreams streams =
              StreamWiring.streams(
                  settings,
                  bootstrap,
                  live.tagger(),
                  observation.stream(),
                  StreamSettings.MAX_RECORD_BYTES,
                  tracing == null ? Tracing.OFF : tracing);
          DemoSender sender =
              new DemoSender(bootstrap, topics.texts(), feed, shell.in(), endless, pace);
          DemoReceiver receiver =
              new DemoReceiver(
                  bootstrap,
                  topics,
                  json ? null : shell.out(),
                  new Highlighter(Terminal.isOutput()),
                  output);
          WebServer web =
              hasPage()
                  ? WebServer.startDemo(
                      new WebContext(settings, bootstrap, live.tagger(), observation))
                  : null) {
        tellAddress(shell, web);
        live.observeBy(observation, bootstrap, streams);
        streams.start();
        if (trainer != null) {
          trainer.observeBy(observation, bootstrap);
          trainer.start();
        }
        live.follow();
        long started = System.nanoTime();
        sender.start();
        long last = receiveAll(streams, sender, receiver, started);
        double seconds = (last - started) / 1e9;
        DemoSummary.of(
                sender.sent(),
                receiver.tagged(),
                receiver.deadLetters(),
                receiver.entities(),
                seconds,
                live.first(),
                partitions)
            .tell(shell, json);
      }
    }
  }

  /** Where nobody keeps models yet, the demo leaves none behind. */
  private Configuration withStore(Configuration given, ScratchFolder folder) {
    String store = given.get(StoreSettings.URL);
    if (!store.equals(StoreSettings.URL.defaultValue()) || Files.exists(Path.of(store))) {
      return given;
    }
    List<Flag> all = new ArrayList<>(options.flags());
    all.addAll(DemoAdaptation.scratchStore(folder));
    return shell.configuration(all);
  }

  /** Who runs the demo once waits for its summary, and has nothing to look at. */
  private boolean hasPage() {
    return !once && !noWeb;
  }

  /** Takes in what is corrected on the page. */
  private @Nullable Trainer trainer(
      Configuration settings, String bootstrap, Observation observation) throws IOException {
    return hasPage()
        ? new Trainer(
            settings,
            bootstrap,
            StreamSettings.MAX_RECORD_BYTES,
            InstantSource.system(),
            observation.adaptation())
        : null;
  }

  /** Where the page is, if there is one. */
  static void tellAddress(Shell shell, @Nullable WebServer web) {
    if (web != null) {
      shell.err().println("open " + web.uriWithToken());
    }
  }

  /** Until everything sent has come back, or Ctrl-C; answers when the last record came. */
  private long receiveAll(
      TaggingStreams streams, DemoSender sender, DemoReceiver receiver, long started)
      throws IOException, InterruptedException {
    long last = started;
    try (DemoProgress progress = new DemoProgress(shell.err(), json && Terminal.isError())) {
      while (!stopping) {
        if (receiver.receive(POLL)) {
          last = System.nanoTime();
        }
        long back = receiver.tagged() + receiver.deadLetters();
        progress.show(back, sender.sent());
        Optional<Throwable> failure = streams.failure();
        if (failure.isPresent()) {
          throw new CommandFailedException(
              String.valueOf(failure.get().getMessage()), failure.get());
        }
        if (sender.done().isDone()) {
          requireSent(sender);
          if (back >= sender.sent()) {
            break;
          }
        }
      }
      sender.stop();
    }
    return last;
  }

  private static void requireSent(DemoSender sender) throws InterruptedException {
    try {
      sender.done().get();
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      if (cause instanceof UsageException usage) {
        throw usage;
      }
      throw new CommandFailedException(
          "the feed stopped after %d records: %s".formatted(sender.sent(), cause.getMessage()), e);
    }
  }

  private void check() {
    Bounds.within("--partitions", partitions, 1, 256);
    if (rate != null) {
      Bounds.atLeast("--rate", rate, 0);
    }
    if (output != null) {
      Path folder = output.toAbsolutePath().getParent();
      if (Files.isDirectory(output) || folder == null || !Files.isDirectory(folder)) {
        throw new UsageException(
            "--output %s: name a file in a folder that exists".formatted(output));
      }
    }
    TextFeed.check(feed);
    if (corrections != null && !adapt) {
      throw new UsageException("--corrections is for --adapt");
    }
    if (adapt && (output != null || "-".equals(feed))) {
      throw new UsageException(
          "--adapt takes its feed from a file, tags it twice, and has no --output");
    }
  }

  /**
   * Ctrl-C: the main thread ends its loop, commits, prints the summary; only then may the process
   * end.
   */
  private void stopAndWait(CountDownLatch finished) {
    stopping = true;
    try {
      boolean ended = finished.await(30, TimeUnit.SECONDS);
      if (!ended) {
        shell.err().println("not everything could be closed in 30 s");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
