package dev.tidemark.app.web;

import dev.tidemark.ops.http.Bearer;
import dev.tidemark.ops.http.Tokens;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the files of tokens again and again, so that somebody gets one, or loses it, without a
 * restart. What is wrong in a file is said once, and gives nobody a token; the others keep theirs.
 *
 * <p>Threading notes: a thread of its own until it is closed.
 */
final class TokenWatch implements AutoCloseable {

  /** Between two looks: as long a withdrawn token is good for. */
  static final Duration PAUSE = Duration.ofSeconds(5);

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
    if (files.areAny()) {
      var unused =
          watch.thread.scheduleWithFixedDelay(
              watch::look, PAUSE.toMillis(), PAUSE.toMillis(), TimeUnit.MILLISECONDS);
    }
    return watch;
  }

  private void look() {
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
