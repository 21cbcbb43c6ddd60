package dev.tidemark.app.ingest;

import com.rometools.rome.feed.rss.Channel;
import com.rometools.rome.feed.synd.SyndContent;
import com.rometools.rome.feed.synd.SyndEntry;
import com.rometools.rome.feed.synd.SyndFeed;
import com.rometools.rome.io.FeedException;
import com.rometools.rome.io.SyndFeedInput;
import java.io.StringReader;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jdom2.input.JDOMParseException;
import org.jspecify.annotations.Nullable;

/**
 * From the bytes of an RSS or Atom document to items.
 *
 * <p>The XML is a stranger's: nothing outside it is looked at, a DOCTYPE is tolerated but not
 * followed, and one that defines entities of its own is refused. Messages of failures say where,
 * and never quote.
 *
 * <p>Threading notes: no state.
 */
final class FeedParser {

  /**
   * What a document says.
   *
   * @param items newest first, as feeds have them
   * @param empty entries without a word in them
   * @param ttl how long the feed says it stays good
   */
  record Parsed(List<FeedItem> items, int empty, @Nullable Duration ttl) {}

  /** This is no feed. */
  static final class NoFeedException extends Exception {
    NoFeedException(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }

  private static final Pattern ROOT = Pattern.compile("<(rss|feed|rdf:RDF|[a-z]+:feed)[\\s>]");
  private static final Pattern ABSOLUTE = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:\\S+");

  private FeedParser() {}

  /**
   * Reads a document.
   *
   * @param feed where it is from
   * @param contentType as HTTP says, for the charset; null where it does not
   */
  static Parsed parse(byte[] document, @Nullable String contentType, URI feed)
      throws NoFeedException {
    String xml = XmlText.decode(document, contentType);
    requireNoEntities(xml);
    SyndFeedInput input = new SyndFeedInput(false, Locale.ROOT);
    input.setAllowDoctypes(true);
    input.setPreserveWireFeed(true);
    SyndFeed parsed;
    try {
      parsed = input.build(new StringReader(xml));
    } catch (FeedException e) {
      throw new NoFeedException(
          e.getCause() instanceof JDOMParseException broken
              ? "not well-formed XML at line " + broken.getLineNumber()
              : "not a feed that can be read",
          e);
    } catch (RuntimeException e) {
      throw new NoFeedException("neither RSS nor Atom", e);
    }
    if (parsed.getEntries().size() > FeedState.HORIZON) {
      throw new NoFeedException(
          "%d items, more than the %d allowed"
              .formatted(parsed.getEntries().size(), FeedState.HORIZON),
          null);
    }
    return items(parsed, feed);
  }

  private static Parsed items(SyndFeed parsed, URI feed) {
    String title = PlainText.of(parsed.getTitle());
    String source = title.isEmpty() ? String.valueOf(feed.getHost()) : title;
    List<FeedItem> items = new ArrayList<>();
    int empty = 0;
    for (SyndEntry entry : parsed.getEntries()) {
      FeedItem item = item(entry, feed, source, language(parsed));
      if (item == null) {
        empty++;
      } else {
        items.add(item);
      }
    }
    Duration ttl =
        parsed.originalWireFeed() instanceof Channel channel && channel.getTtl() > 0
            ? Duration.ofMinutes(channel.getTtl())
            : null;
    return new Parsed(List.copyOf(items), empty, ttl);
  }

  private static @Nullable FeedItem item(
      SyndEntry entry, URI feed, String source, @Nullable String lang) {
    String title = PlainText.of(entry.getTitleEx() == null ? null : entry.getTitleEx().getValue());
    String body =
        Stream.concat(Stream.ofNullable(entry.getDescription()), entry.getContents().stream())
            .map(SyndContent::getValue)
            .map(PlainText::of)
            .reduce("", (one, other) -> other.length() > one.length() ? other : one);
    String text = body.startsWith(title) ? body : body.isEmpty() ? title : title + "\n\n" + body;
    if (text.isBlank()) {
      return null;
    }
    String url = url(entry.getLink(), feed);
    String name = blankToNull(entry.getUri());
    String id =
        name != null && ABSOLUTE.matcher(name).matches()
            ? name
            : name == null && url != null
                ? url
                : feedName(feed) + "#" + (name == null ? text : name);
    Date date =
        entry.getPublishedDate() == null ? entry.getUpdatedDate() : entry.getPublishedDate();
    Instant published = date == null ? null : date.toInstant();
    return new FeedItem(id, text, source, published, url, title.isEmpty() ? null : title, lang);
  }

  /** A feed's address without what may be a secret in it. */
  static String feedName(URI feed) {
    String port = feed.getPort() < 0 ? "" : ":" + feed.getPort();
    return feed.getScheme() + "://" + feed.getHost() + port + feed.getRawPath();
  }

  private static @Nullable String url(@Nullable String link, URI feed) {
    String text = blankToNull(link);
    if (text == null) {
      return null;
    }
    try {
      URI url = feed.resolve(text);
      return "http".equals(url.getScheme()) || "https".equals(url.getScheme())
          ? url.toString()
          : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static @Nullable String language(SyndFeed feed) {
    String language = blankToNull(feed.getLanguage());
    return language == null ? null : language.toLowerCase(Locale.ROOT);
  }

  private static @Nullable String blankToNull(@Nullable String text) {
    return text == null || text.isBlank() ? null : text.strip();
  }

  /** Ten lines of entities within entities make a gigabyte. */
  private static void requireNoEntities(String xml) throws NoFeedException {
    int entity = xml.indexOf("<!ENTITY");
    if (entity < 0) {
      return;
    }
    var root = ROOT.matcher(xml);
    if (!root.find() || entity < root.start()) {
      throw new NoFeedException("its DOCTYPE defines entities, which no feed needs", null);
    }
  }
}
