package dev.tidemark.app.feed;

import dev.tidemark.app.cli.UsageException;
import dev.tidemark.stream.BrokenInputException;
import dev.tidemark.training.data.PlainWords;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Texts of a feed as words, for a model to label itself. */
public final class FeedTexts {

  private FeedTexts() {}

  /**
   * All of them.
   *
   * @param feed file or URL
   * @throws UsageException when it is not there, or a line is broken
   */
  public static List<List<String>> read(String feed) throws IOException {
    TextFeed.check(feed);
    List<List<String>> texts = new ArrayList<>();
    try (TextFeed items = TextFeed.open(feed, new ByteArrayInputStream(new byte[0]))) {
      TextFeed.Item item;
      while ((item = items.next()) != null) {
        List<String> words = PlainWords.of(TextLine.read(item.value()).text());
        if (!words.isEmpty()) {
          texts.add(words);
        }
      }
    } catch (BrokenInputException e) {
      throw new UsageException("%s: %s".formatted(feed, e.getMessage()), e);
    }
    return texts;
  }
}
