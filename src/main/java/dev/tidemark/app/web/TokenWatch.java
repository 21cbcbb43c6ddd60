package dev.tidemark.app.web;

import dev.tidemark.ops.http.Bearer;
import dev.tidemark.ops.http.Tokens;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the files of tokens again and again, so that somebody gets one, or loses it, without a
 * restart. What is wrong in a file is said once, and gives nobody a token; the others keep theirs.
 * That a token ends is said a week and a day before, and when it has.
 *
 * <p>Threading notes: a thread of its own until it is closed.
 */
final class TokenWatch implements AutoCloseable {

  /** Between two looks: as long a withdrawn token is good for. */
  static final Duration PAUSE = Duration.ofSeconds(5);

  /** Days before a token's end when it is said, the last first. */
  private static final List<Integer> NOTICE = List.of(0, 1, 7);

  private static final Logger LOG = LoggerFactory.getLogger(TokenWatch.class);

  private final TokenFiles files;
  private final List<Bearer> besides;
  private final Tokens tokens;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread made = new Thread(work, "token-watch");
            made.setDaemon(true);
            return made;
          });
  private TokenFiles.Found last;

  /** What was said last of those that end. */
  private final Map<Bearer, Integer> told = new HashMap<>();

  private TokenWatch(TokenFiles files, List<Bearer> first, List<Bearer> besides, Tokens tokens) {
    this.files = files;
    this.besides = besides;
    this.tokens = tokens;
    this.last = new TokenFiles.Found(first, List.of());
  }

  /**
   * Looks from now on, where there is a file to look at.
   *
   * @param first what the files gave before
   * @param besides tokens that are valid whatever files say
   */
  static TokenWatch start(
      TokenFiles files, List<Bearer> first, List<Bearer> besides, Tokens tokens) {
    TokenWatch watch = new TokenWatch(files, first, besides, tokens);
    if (files.areAny() || first.stream().anyMatch(bearer -> bearer.until() != null)) {
      watch.tellEnds();
      var unused =
          watch.thread.scheduleWithFixedDelay(
              watch::look, PAUSE.toMillis(), PAUSE.toMillis(), TimeUnit.MILLISECONDS);
    }
    return watch;
  }

  /** What a thread does after each pause. */
  void look() {
    lookAtFiles();
    tellEnds();
  }

  /** Once for each of {@link #NOTICE}, and who is still connected by what has ended is cut off. */
  private void tellEnds() {
    Instant now = tokens.clock().instant();
    boolean ended = false;
    for (Bearer bearer : last.bearers()) {
      Integer days = NOTICE.stream().filter(d -> bearer.isOverAt(now, d)).findFirst().orElse(null);
      if (days == null || days.equals(told.put(bearer, days))) {
        continue;
      }
      if (days == 0) {
        ended = true;
        LOG.warn("the token of {} has ended: it was good until {}", bearer, bearer.until());
      } else {
        LOG.warn("the token of {} ends soon: it is good until {}, in UTC", bearer, bearer.until());
      }
    }
    told.keySet().retainAll(last.bearers());
    if (ended) {
      tokens.haveEnded();
    }
  }

  private void lookAtFiles() {
    TokenFiles.Found found = files.look();
    if (found.equals(last)) {
      return;
    }
    found.problems().stream()
        .filter(problem -> !last.problems().contains(problem))
        .forEach(problem -> LOG.error("{}", problem));
    boolean changed = !found.bearers().equals(last.bearers());
    last = found;
    if (changed) {
      tokens.replace(Stream.concat(found.bearers().stream(), besides.stream()).toList());
      LOG.info("the files of tokens have changed; {}", tokens);
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
