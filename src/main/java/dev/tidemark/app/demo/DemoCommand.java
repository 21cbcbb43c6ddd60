package dev.tidemark.app.demo;

import dev.tidemark.app.cli.Bounds;
import dev.tidemark.app.cli.Shell;
import dev.tidemark.app.cli.UsageException;
import dev.tidemark.app.feed.TextFeed;
import dev.tidemark.app.instance.Instance;
import dev.tidemark.app.kafka.EmbeddedKafka;
import dev.tidemark.app.kafka.StreamWiring;
import dev.tidemark.app.process.ScratchFolder;
import dev.tidemark.app.settings.Configuration;
import dev.tidemark.app.settings.Flag;
import dev.tidemark.app.settings.Role;
import dev.tidemark.app.settings.StoreSettings;
import dev.tidemark.app.tagger.TaggingOptions;
import dev.tidemark.app.web.WebServer;
import dev.tidemark.torch.ExitGate;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
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
      double pace = rate != null ? rate : once ? 0 : WATCHABLE_RATE;
      DemoTagging.Plan plan =
          new DemoTagging.Plan(feed, pace, !once && !"-".equals(feed), json, output, partitions);
      Instance.during(
          new Instance.Plan(settings, kafka.bootstrapServers(), roles()),
          hasPage() ? WebServer::startDemo : context -> null,
          instance -> {
            tellAddress(shell, instance.web());
            new DemoTagging(shell, plan, () -> stopping)
                .run(instance, StreamWiring.topics(settings))
                .tell(shell, json);
          });
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

  /** Who has the page can correct there. */
  private Set<Role> roles() {
    return hasPage() ? Set.of(Role.TAGGER, Role.TRAINER) : Set.of(Role.TAGGER);
  }

  /** Where the page is, if there is one. */
  static void tellAddress(Shell shell, @Nullable WebServer web) {
    if (web != null) {
      shell.err().println("open " + web.uriWithToken());
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
