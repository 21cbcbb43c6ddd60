package dev.tidemark.app.ingest;

import dev.tidemark.app.cli.CommandFailedException;
import dev.tidemark.app.cli.Shell;
import dev.tidemark.app.cli.UsageException;
import dev.tidemark.app.kafka.StreamWiring;
import dev.tidemark.app.settings.Configuration;
import dev.tidemark.app.settings.Flag;
import dev.tidemark.app.settings.IngestSettings;
import dev.tidemark.app.settings.Settings;
import dev.tidemark.app.topics.KafkaProblem;
import dev.tidemark.app.topics.TopicCheck;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Feeds the topic of texts, from feeds or from JSON lines. */
@Command(
    name = "ingest",
    description =
        "Brings texts to Kafka: what is new in RSS and Atom feeds, or JSON lines. Each once, also when it is"
            + " stopped or killed in between.",
    footerHeading = "%nExample:%n",
    footer = {
      "  tidemark ingest --rss https://example.org/news.xml https://example.net/atom",
      "  tidemark ingest --jsonl news.jsonl.gz --json",
      "  tidemark ingest --corrections corrected.jsonl",
      "  tail -F news.jsonl | tidemark ingest --jsonl -",
      "",
      "The topics must exist: docs/ingest.md says which, and what can be resumed."
    })
public final class IngestCommand implements Callable<Integer> {

  private static final long STOP_SECONDS = 20;

  @ArgGroup(multiplicity = "1")
  Input input = new Input();

  /** One of them. */
  static final class Input {
    @Option(
        names = "--rss",
        arity = "1..*",
        paramLabel = "URL",
        description = "Feeds, RSS or Atom, by http or https.")
    List<String> rss = new ArrayList<>();

    @Option(
        names = "--jsonl",
        paramLabel = "FILE",
        description =
            "JSON lines with a 'text' each: a file (.gz too), taken up where the last run stopped, or - for"
                + " standard input, which is read once.")
    @Nullable String jsonl;

    @Option(
        names = "--corrections",
        paramLabel = "FILE",
        description =
            "People's corrections, likewise, for the topic 'corrections' (--name is 'corrections' then):"
                + " docs/adaptation.md says what a line holds.")
    @Nullable String corrections;

    /** What is read line by line; null where feeds are asked. */
    @Nullable String lines() {
      return jsonl != null ? jsonl : corrections;
    }
  }

  @Option(
      names = "--every",
      paramLabel = "TIME",
      description = "With --rss: ask a feed no more often than this (default: 5m).")
  @Nullable String every;

  @Option(names = "--once", description = "With --rss: ask each feed once, then end.")
  boolean once;

  @Option(
      names = "--rate",
      paramLabel = "N",
      description = "With --jsonl: so many lines a second at most.")
  @Nullable Double rate;

  @Option(
      names = "--strict",
      description =
          "With --jsonl: end at the first bad line, instead of sending it to dead-letters.")
  boolean strict;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "Who this is: what it has sent is remembered by this name (default: ingest).")
  @Nullable String name;

  @Option(names = "--json", description = "Print the summary as one JSON object.")
  boolean json;

  private final Shell shell;

  IngestCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws Exception {
    Configuration settings =
        shell.configuration(
            Flag.of(
                "--name",
                IngestSettings.NAME,
                name == null && input.corrections != null ? "corrections" : name),
            Flag.of("--every", IngestSettings.EVERY, every));
    List<URI> feeds = check();
    String lines = input.lines();
    if (lines != null) {
      IngestFile.check(lines);
    }
    String bootstrap = StreamWiring.bootstrapServers(settings);
    Outbox.Topics topics =
        new Outbox.Topics(
            settings.get(
                input.corrections == null ? Settings.TOPICS_TEXTS : Settings.TOPICS_CORRECTIONS),
            settings.get(Settings.TOPICS_DEAD_LETTERS),
            settings.get(IngestSettings.TOPIC_STATE));
    TopicCheck.requireCompacted(settings, bootstrap, topics.state());
    int bytes =
        TopicCheck.require(
            settings, bootstrap, List.of(), List.of(topics.texts(), topics.deadLetters()));
    Timekeeper.OfTheMachine time = new Timekeeper.OfTheMachine();
    CountDownLatch finished = new CountDownLatch(1);
    Thread hook = new Thread(() -> stopAndWait(time, finished), "stop");
    Runtime.getRuntime().addShutdownHook(hook);
    try (Outbox outbox =
        Outbox.open(
            StreamWiring.connection(settings, bootstrap),
            topics,
            settings.get(IngestSettings.NAME),
            bytes)) {
      return feeds.isEmpty() ? lines(outbox, time) : feeds(settings, feeds, outbox, time);
    } catch (KafkaException e) {
      throw KafkaProblem.of(e, bootstrap);
    } finally {
      finished.countDown();
      if (!time.stopped()) {
        boolean unused = Runtime.getRuntime().removeShutdownHook(hook);
      }
    }
  }

  private int feeds(Configuration settings, List<URI> feeds, Outbox outbox, Timekeeper time)
      throws InterruptedException {
    long began = System.nanoTime();
    FeedIngest ingest =
        new FeedIngest(feeds, settings.get(IngestSettings.EVERY), new Random(), outbox, time);
    FeedCounts counts = ingest.run(once);
    IngestSummary summary = IngestSummary.of(feeds.size(), counts, began);
    shell.out().println(json ? summary.json() : summary.text());
    if (once && counts.failures() > 0) {
      throw new CommandFailedException(
          "%d of %d feeds gave nothing; the log says why"
              .formatted(counts.failures(), feeds.size()));
    }
    return 0;
  }

  private int lines(Outbox outbox, Timekeeper time) throws IOException, InterruptedException {
    long began = System.nanoTime();
    String from = String.valueOf(input.lines());
    try (IngestFile file = new IngestFile(from, shell.in(), shell.err())) {
      JsonLinesCounts counts =
          new JsonLinesIngest(file, file.terms(rate == null ? 0 : rate, strict), outbox, time, file)
              .run(outbox.state());
      file.done();
      IngestSummary summary = IngestSummary.of(counts, began);
      shell.out().println(json ? summary.json() : summary.text());
      return 0;
    } catch (BadLineException e) {
      throw new CommandFailedException(
          e.getMessage() + "; what stands before it was sent. Mend it, or leave --strict out", e);
    }
  }

  private List<URI> check() {
    boolean rss = !input.rss.isEmpty();
    if (rss && (rate != null || strict)) {
      throw new UsageException("--rate and --strict are for --jsonl; leave them out");
    }
    if (!rss && (once || every != null)) {
      throw new UsageException("--once and --every are for --rss; leave them out");
    }
    if (rate != null && !(rate > 0 && rate <= 1e6)) {
      throw new UsageException("--rate %s: a number above 0 is needed".formatted(rate));
    }
    return input.rss.stream().map(IngestCommand::feed).toList();
  }

  private static URI feed(String text) {
    try {
      URI address = URI.create(text);
      boolean http =
          "http".equalsIgnoreCase(address.getScheme())
              || "https".equalsIgnoreCase(address.getScheme());
      if (http && address.getHost() != null && address.getUserInfo() == null) {
        return address;
      }
    } catch (IllegalArgumentException e) {
      // told below
    }
    throw new UsageException(
        "--rss %s: an address such as https://example.org/news.xml is needed, without user and password"
            .formatted(text.replaceFirst("//[^/]*@", "//…@")));
  }

  /** Ctrl-C or SIGTERM: the delivery in hand is committed, the summary printed; then it may end. */
  private static void stopAndWait(Timekeeper.OfTheMachine time, CountDownLatch finished) {
    time.stop();
    try {
      boolean unused = finished.await(STOP_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
