package dev.tidemark.app.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A day of a news site: items appear, change their words, vanish, and some come back; and the
 * server has its moods.
 *
 * <p>What a reader should have in the end is what this has handed out whole: {@link #handedOut}.
 *
 * <p>Threading notes: answers are given one at a time.
 */
final class NewsDay implements FeedServer.Script {

  /** An item's life; it comes back at {@code back}, if that is not null. */
  private record Story(
      String id,
      Instant from,
      Instant to,
      @Nullable Instant changed,
      @Nullable Instant back,
      boolean inBoth) {

    boolean visible(Instant now) {
      return (!now.isBefore(from) && now.isBefore(to)) || (back != null && !now.isBefore(back));
    }

    String words(Instant now) {
      return changed != null && !now.isBefore(changed)
          ? "corrected words of " + id
          : "words of " + id;
    }
  }

  private final Supplier<Instant> clock;
  private final Random random;
  private final List<Story> stories = new ArrayList<>();
  private final Map<String, List<String>> handedOut = new TreeMap<>();
  private final Map<String, Integer> moods = new TreeMap<>();

  NewsDay(Instant begin, Supplier<Instant> clock, Random random) {
    this.clock = clock;
    this.random = random;
    for (int n = 0; n < 400; n++) {
      Instant from = begin.plus(Duration.ofMinutes(random.nextInt(20 * 60)));
      Instant to = from.plus(Duration.ofMinutes(200 + random.nextInt(300)));
      Instant changed =
          random.nextInt(5) == 0 ? from.plus(Duration.ofMinutes(60 + random.nextInt(340))) : null;
      Instant back = random.nextInt(6) == 0 ? to.plus(Duration.ofMinutes(90)) : null;
      stories.add(
          new Story("https://news.example/" + n, from, to, changed, back, random.nextInt(4) == 0));
    }
    stories.sort(Comparator.comparing(Story::from).reversed());
  }

  /** Wordings by item, in the order in which they were handed out. */
  Map<String, List<String>> handedOut() {
    return handedOut;
  }

  /** How often the server was in which mood. */
  Map<String, Integer> moods() {
    return moods;
  }

  int stories() {
    return stories.size();
  }

  @Override
  public synchronized FeedServer.Answer answer(FeedServer.Request request) {
    boolean second = request.path().startsWith("/sport");
    int mood = request.path().endsWith("/moved") ? 100 : random.nextInt(100);
    if (mood < 8) {
      return count("500", FeedServer.Answer.of(500, "oops"));
    }
    if (mood < 10) {
      return count("503", FeedServer.Answer.of(503, "").with("Retry-After", "900"));
    }
    if (mood < 11) {
      return count("never", FeedServer.Answer.never());
    }
    if (mood < 18) {
      return count("moved", FeedServer.Answer.redirect(request.path() + "/moved"));
    }
    Instant now = clock.get();
    String document = document(now, second);
    if (mood < 25) {
      String half = document.substring(0, document.length() / 2);
      return count("malformed", FeedServer.Answer.of(200, half).with("ETag", "\"half\""));
    }
    String etag = "\"" + Integer.toHexString(Arrays.hashCode(document.getBytes(UTF_8))) + "\"";
    if (etag.equals(request.headers().get("If-none-match"))) {
      return count("304", FeedServer.Answer.of(304, ""));
    }
    for (Story story : visible(now, second)) {
      List<String> wordings = handedOut.computeIfAbsent(story.id(), id -> new ArrayList<>());
      if (!wordings.contains(story.words(now))) {
        wordings.add(story.words(now));
      }
    }
    FeedServer.Answer answer = FeedServer.Answer.of(200, document).with("ETag", etag);
    return count("200", random.nextBoolean() ? answer.gzipped() : answer);
  }

  private FeedServer.Answer count(String mood, FeedServer.Answer answer) {
    moods.merge(mood, 1, Integer::sum);
    return answer;
  }

  private List<Story> visible(Instant now, boolean second) {
    return stories.stream()
        .filter(story -> story.visible(now) && (!second || story.inBoth()))
        .toList();
  }

  private String document(Instant now, boolean second) {
    StringBuilder xml =
        new StringBuilder(
            "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>News</title>");
    for (Story story : visible(now, second)) {
      xml.append("<item><guid>")
          .append(story.id())
          .append("</guid><description>")
          .append(story.words(now))
          .append("</description></item>");
    }
    return xml.append("</channel></rss>").toString();
  }

  /** As {@link #handedOut}, of what readers got. */
  static Map<String, List<String>> byItem(List<Map.Entry<String, String>> keysAndTexts) {
    Map<String, List<String>> byItem = new TreeMap<>();
    keysAndTexts.forEach(
        entry ->
            byItem.computeIfAbsent(entry.getKey(), id -> new ArrayList<>()).add(entry.getValue()));
    return new LinkedHashMap<>(byItem);
  }
}
