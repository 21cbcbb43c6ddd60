package dev.tidemark.app.tagger;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.tidemark.app.Given;
import dev.tidemark.app.settings.Configuration;
import dev.tidemark.inference.TaggerMetrics;
import dev.tidemark.testing.TinyBert;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class TaggerLoaderTest {

  @TempDir private Path folder;

  /** A swap happens while another model serves; trials would take the processor from it. */
  @Test
  void whatWasMeasuredForAModelHoldsForTheNextOfItsKind() throws IOException {
    TinyBert.ofSeed(1).write(folder.resolve("one"), "bert.");
    TinyBert.ofSeed(2).write(folder.resolve("two"), "bert.");
    TinyBert.ofSeed(3).withHidden(32).write(folder.resolve("wider"), "bert.");
    Configuration settings = Given.nothing().with("tidemark.threads", 1).settings();
    Logger log = (Logger) LoggerFactory.getLogger("dev.tidemark");
    ListAppender<ILoggingEvent> said = new ListAppender<>();
    Level before = log.getLevel();
    said.start();
    log.setLevel(Level.INFO);
    log.addAppender(said);
    try {
      TaggerLoader loader = new TaggerLoader(settings, TaggerMetrics.NONE);
      try (LoadedTagger one = loader.load(folder.resolve("one").toString());
          LoadedTagger two = loader.load(folder.resolve("two").toString())) {
        assertThat(trials(said)).as("of number formats, of batches").isEqualTo(2);
        assertThat(two.limits()).isEqualTo(one.limits());
        assertThat(two.device()).isEqualTo(one.device());
      }
      loader.load(folder.resolve("wider").toString()).close();
      assertThat(trials(said)).as("another kind is another matter").isEqualTo(4);
    } finally {
      log.detachAppender(said);
      log.setLevel(before);
    }
  }

  private static long trials(ListAppender<ILoggingEvent> said) {
    return said.list.stream()
        .map(ILoggingEvent::getFormattedMessage)
        .filter(line -> line.contains("batches hold") || line.contains("computes in"))
        .count();
  }
}
