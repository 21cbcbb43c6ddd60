package dev.tidemark.app.ingest;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks feeds again and again, and delivers what is new in them, oldest first.
 *
 * <p>An item is new when its feed has not delivered its id before, or in other words. What is sent
 * and what is remembered are one {@link Delivery}, the server's ETag included: a document counts as
 * seen only once its items are in Kafka.
 *
 * <p>One request at a time for each host, and a pause between two; several hosts at once.
 *
 * <p>Threading notes: {@link #run} decides and delivers on its caller's thread; only requests are
 * made on threads of its own.
 */
final class FeedIngest {

  private static final Logger LOG = LoggerFactory.getLogger(FeedIngest.class);
  private static final int HOSTS_AT_ONCE = 8;
  private static final Duration BETWEEN_REQUESTS = Duration.ofSeconds(1);
  private static final String RECORD_TOO_LARGE = "java.lang.IllegalArgumentException";
  private static final int ENVELOPE = 1024;

  private final FeedClient client;
  private final FeedPace pace;
  private final Delivery.Door door;
  private final Timekeeper time;
  private final List<Feed> feeds = new ArrayList<>();
  private final Map<String, Instant> hostsFree = new HashMap<>();
  private FeedCounts counts = FeedCounts.NONE;

  /** A feed and what is known of it; belongs to the thread that runs the ingest. */
  private static final class Feed {
    final URI address;
    final String name;
    final String stateKey;
    FeedState state;
    Instant due;
    int failures;
    boolean asked;

    Feed(URI address, Map<String, byte[]> states, Instant now) {
      this.address = address;
      this.name = FeedParser.feedName(address);
      this.stateKey = "feed/" + name + "#" + hash(address.toString());
      byte[] saved = states.get(stateKey);
      this.state = saved == null ? FeedState.EMPTY : FeedState.parse(saved);
      this.due = now;
    }
  }

  /**
   * Feeds that are asked at once.
   *
   * @param every between two requests for a feed, at least
   * @param outbox whose state is taken up
   */
  public FeedIngest(
      List<URI> addresses, Duration every, RandomGenerator random, Outbox outbox, Timekeeper time) {
    this(
        addresses,
        new FeedPace(every, random),
        new FeedClient(Network.SYSTEM, FeedClient.Limits.DEFAULT, time),
        outbox,
        outbox.state(),
        time);
  }

  FeedIngest(
      List<URI> addresses,
      FeedPace pace,
      FeedClient client,
      Delivery.Door door,
      Map<String, byte[]> states,
      Timekeeper time) {
    this.client = client;
    this.pace = pace;
    this.door = door;
    this.time = time;
    addresses.stream()
        .distinct()
        .forEach(address -> feeds.add(new Feed(address, states, time.instant())));
  }

  /**
   * Until it is stopped.
   *
   * @param once ask each feed once, then end
   */
  public FeedCounts run(boolean once) throws InterruptedException {
    ExecutorService requests = Executors.newFixedThreadPool(HOSTS_AT_ONCE, FeedIngest::daemon);
    try {
      while (runOnce(requests, once)) {}
    } finally {
      requests.shutdownNow();
    }
    return counts;
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "feed-request");
    thread.setDaemon(true);
    return thread;
  }

  private boolean runOnce(ExecutorService requests, boolean once) throws InterruptedException {
    List<Feed> waiting =
        feeds.stream()
            .filter(feed -> !once || !feed.asked)
            .sorted(Comparator.comparing(this::due))
            .toList();
    // 1. Wait for the next one, or end.
    if (waiting.isEmpty() || !time.await(due(waiting.get(0)))) {
      return false;
    }
    // 2. Ask all that are due, one of each host.
    Instant now = time.instant();
    Set<String> hosts = new HashSet<>();
    Map<Feed, Future<FeedAnswer>> answers = new HashMap<>();
    List<Feed> asked =
        waiting.stream()
            .filter(feed -> !due(feed).isAfter(now) && hosts.add(feed.address.getHost()))
            .limit(HOSTS_AT_ONCE)
            .toList();
    for (Feed feed : asked) {
      answers.put(feed, requests.submit(() -> client.fetch(feed.address, feed.state.validators())));
    }
    // 3. Take the answers in, one by one.
    for (Feed feed : asked) {
      FeedAnswer answer = answer(Objects.requireNonNull(answers.get(feed)));
      feed.asked = true;
      hostsFree.put(feed.address.getHost(), time.instant().plus(BETWEEN_REQUESTS));
      take(feed, answer);
    }
    return true;
  }

  private Instant due(Feed feed) {
    Instant free = hostsFree.getOrDefault(feed.address.getHost(), Instant.MIN);
    return feed.due.isAfter(free) ? feed.due : free;
  }

  private static FeedAnswer answer(Future<FeedAnswer> future) throws InterruptedException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      return new FeedAnswer.Failed("the request failed: " + e.getCause(), null);
    }
  }

  private void take(Feed feed, FeedAnswer answer) {
    counts = counts.asked();
    if (answer instanceof FeedAnswer.Failed failed) {
      failed(feed, failed.reason(), failed.retryAfter());
    } else if (answer instanceof FeedAnswer.Unchanged unchanged) {
      counts = counts.unchanged();
      feed.failures = 0;
      feed.due = pace.afterAnswer(time.instant(), unchanged.fresh());
    } else if (answer instanceof FeedAnswer.Document document) {
      try {
        FeedParser.Parsed parsed =
            FeedParser.parse(document.body(), document.contentType(), feed.address);
        deliver(feed, document, parsed);
        feed.failures = 0;
        Duration fresh = document.fresh();
        Duration ttl = parsed.ttl();
        Duration longer = fresh == null || (ttl != null && ttl.compareTo(fresh) > 0) ? ttl : fresh;
        feed.due = pace.afterAnswer(time.instant(), longer);
      } catch (FeedParser.NoFeedException e) {
        failed(feed, String.valueOf(e.getMessage()), null);
      }
    }
  }

  private void failed(Feed feed, String reason, @Nullable Duration retryAfter) {
    counts = counts.failed();
    feed.failures++;
    feed.due = pace.afterFailure(time.instant(), feed.failures, retryAfter);
    LOG.warn(
        "{}: {}; asked again in {} s",
        feed.name,
        reason,
        Duration.between(time.instant(), feed.due).toSeconds());
  }

  private void deliver(Feed feed, FeedAnswer.Document document, FeedParser.Parsed parsed) {
    FeedState.Step step =
        feed.state.take(
            parsed.items(),
            document.validators(),
            item -> feeds.stream().anyMatch(other -> other != feed && other.state.has(item)));
    if (step.next().equals(feed.state)) {
      return;
    }
    List<Delivery.Text> texts = new ArrayList<>();
    List<Delivery.Reject> rejects = new ArrayList<>();
    for (FeedItem item : step.fresh()) {
      byte[] key = item.key();
      byte[] value = item.value();
      int size = key.length + value.length + ENVELOPE;
      if (size <= door.maxRecordBytes()) {
        texts.add(new Delivery.Text(key, value));
      } else {
        String reason =
            "an item of %d bytes is more than the %d that a record may measure"
                .formatted(size, door.maxRecordBytes());
        LOG.warn("{}: {}", feed.name, reason);
        rejects.add(
            new Delivery.Reject(null, null, reason, RECORD_TOO_LARGE, feed.name, item.idHash()));
      }
    }
    door.deliver(new Delivery(texts, rejects, Map.of(feed.stateKey, step.next().bytes())));
    feed.state = step.next();
    counts = counts.delivered(texts.size(), rejects.size());
    LOG.info("{}: {} of {} items are new", feed.name, texts.size(), parsed.items().size());
    if (parsed.empty() > 0) {
      LOG.debug("{}: {} items without a word", feed.name, parsed.empty());
    }
  }

  private static String hash(String text) {
    try {
      byte[] whole =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(Arrays.copyOf(whole, 8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
