package dev.tidemark.app.ingest;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** {@link FeedParser} on documents as the web has them. */
@Timeout(60)
class FeedParserTest {

  private static final URI FEED = URI.create("https://news.example/world.xml?key=secret");

  @TempDir Path folder;

  @Test
  void rss() throws Exception {
    FeedParser.Parsed parsed =
        parse(
            """
            <?xml version="1.0"?>
            <rss version="2.0"><channel><title>World &amp; News</title><language>en-GB</language><ttl>60</ttl>
            <item><title>Talks in &lt;b&gt;Geneva&lt;/b&gt;</title><guid isPermaLink="false">42</guid>
              <link>/a?b=1</link><pubDate>Sat, 28 Nov 2026 07:00:00 GMT</pubDate>
              <description>&lt;p&gt;Ada&amp;nbsp;Lovelace met&lt;br&gt;Babbage.&lt;/p&gt;&lt;script&gt;x()&lt;/script&gt;&lt;p&gt;More.&lt;/p&gt;</description></item>
            <item><description>Only words</description><guid>https://news.example/7</guid></item>
            <item><title> </title></item>
            </channel></rss>
            """);

    assertThat(parsed.ttl()).isEqualTo(Duration.ofMinutes(60));
    assertThat(parsed.empty()).isEqualTo(1);
    assertThat(parsed.items())
        .containsExactly(
            new FeedItem(
                "https://news.example/world.xml#42",
                "Talks in Geneva\n\nAda Lovelace met\nBabbage.\nMore.",
                "World & News",
                Instant.parse("2026-11-28T07:00:00Z"),
                "https://news.example/a?b=1",
                "Talks in Geneva",
                "en-gb"),
            new FeedItem(
                "https://news.example/7",
                "Only words",
                "World & News",
                null,
                "https://news.example/7",
                null,
                "en-gb"));
    assertThat(new String(parsed.items().get(0).value(), UTF_8))
        .startsWith(
            "{\"id\":\"https://news.example/world.xml#42\",\"text\":\"Talks in Geneva\\n\\n")
        .contains("\"published_at\":\"2026-11-28T07:00:00Z\"", "\"lang\":\"en-gb\"")
        .doesNotContain("secret");
  }

  @Test
  void atom() throws Exception {
    FeedParser.Parsed parsed =
        parse(
            """
            <feed xmlns="http://www.w3.org/2005/Atom" xml:lang="fr"><title>Le fil</title>
            <entry><id>tag:news.example,2026:1</id><title type="html">L&amp;#8217;été</title>
              <link href="https://news.example/1"/><updated>2026-11-28T08:00:00+01:00</updated>
              <summary>court</summary><content type="html">&lt;div&gt;Le texte entier.&lt;/div&gt;</content></entry>
            </feed>
            """);

    FeedItem item = parsed.items().get(0);
    assertThat(item.id()).isEqualTo("tag:news.example,2026:1");
    assertThat(item.text()).isEqualTo("L’été\n\nLe texte entier.");
    assertThat(item.publishedAt()).isEqualTo(Instant.parse("2026-11-28T07:00:00Z"));
  }

  static Stream<Arguments> charsets() {
    return Stream.of(
        Arguments.of(UTF_8, "", null),
        Arguments.of(UTF_8, "", "text/xml"),
        Arguments.of(UTF_8, "", "application/rss+xml; charset=\"utf-8\""),
        Arguments.of(ISO_8859_1, "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>", "text/xml"),
        Arguments.of(ISO_8859_1, "", "text/xml; charset=iso-8859-1"),
        // HTTP has the word before the document, unless that is nonsense.
        Arguments.of(
            ISO_8859_1, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>", "a/b;charset=latin1"),
        Arguments.of(
            ISO_8859_1, "<?xml version=\"1.0\" encoding=\"latin1\"?>", "a/b;charset=utf-8"),
        Arguments.of(UTF_16LE, "<?xml version=\"1.0\" encoding=\"UTF-16\"?>", null),
        Arguments.of(UTF_8, "<?xml version=\"1.0\" encoding=\"klingon\"?>", "a/b;charset=none"));
  }

  @ParameterizedTest
  @MethodSource("charsets")
  void charsetsByTheRulesOfTheWeb(Charset charset, String declaration, @Nullable String http)
      throws Exception {
    String xml = declaration + rss("", "Zoë in Málaga");

    FeedParser.Parsed parsed = FeedParser.parse(xml.getBytes(charset), http, FEED);

    assertThat(parsed.items().get(0).text()).isEqualTo("Zoë in Málaga");
  }

  @Test
  void aDoctypeIsToleratedAndNothingOutsideIsLookedAt() throws Exception {
    Path secret = Files.writeString(folder.resolve("secret.txt"), "hunter2");
    try (FeedServer outside = new FeedServer(request -> FeedServer.Answer.of(200, ""))) {
      String external = "<!DOCTYPE rss SYSTEM \"" + outside.at("/rss.dtd") + "\">";
      assertThat(parse(rss(external, "text")).items()).hasSize(1);
      assertThat(outside.requests()).isEmpty();

      for (String doctype :
          new String[] {
            "<!DOCTYPE rss [<!ENTITY x SYSTEM \"" + secret.toUri() + "\">]>",
            "<!DOCTYPE rss [<!ENTITY % x SYSTEM \"" + outside.at("/x.dtd") + "\"> %x;]>"
          }) {
        assertThatThrownBy(() -> parse(rss(doctype, "&x;"))).hasMessageContaining("entities");
      }
      assertThat(outside.requests()).isEmpty();
    }
  }

  @Test
  void entitiesWithinEntitiesAreRefused() {
    StringBuilder doctype = new StringBuilder("<!DOCTYPE rss [<!ENTITY a0 \"ha\">");
    for (int i = 1; i < 20; i++) {
      doctype.append("<!ENTITY a%d \"%s\">".formatted(i, ("&a" + (i - 1) + ";").repeat(10)));
    }
    assertThatThrownBy(() -> parse(rss(doctype + "]>", "&a19;")))
        .isInstanceOf(FeedParser.NoFeedException.class);
  }

  @Test
  void aDefinitionInTheWordsOfAnItemIsNone() throws Exception {
    String words = "<![CDATA[One writes &lt;!ENTITY x> so: <!ENTITY x \"y\">]]>";
    assertThat(parse(rss("", words)).items().get(0).text())
        .startsWith("One writes <!ENTITY x> so:");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          <rss version="2.0"><channel><title>x</title><item></channel></rss> | line 1
          <html><body>Sign in</body></html>                                  | neither RSS nor Atom
          {"not":"xml"}                                                      | not well-formed
          ''                                                                 | not
          """)
  void whatIsNoFeedIsSaidWithoutQuotingIt(String document, String why) {
    assertThatThrownBy(() -> parse(document))
        .isInstanceOf(FeedParser.NoFeedException.class)
        .satisfies(e -> assertThat(e.getMessage()).contains(why).doesNotContain("Sign"));
  }

  private static String rss(String doctype, String description) {
    return doctype
        + "<rss version=\"2.0\"><channel><title>t</title><item><description>"
        + description
        + "</description></item></channel></rss>";
  }

  private static FeedParser.Parsed parse(String xml) throws FeedParser.NoFeedException {
    return FeedParser.parse(xml.getBytes(UTF_8), null, FEED);
  }
}
