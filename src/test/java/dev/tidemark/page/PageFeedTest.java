package dev.tidemark.page;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;

/** What a reader sees of the stream. */
@WithPage
@Timeout(300)
class PageFeedTest {

  private static final String EMOJI =
      "🎉 Angela Merkel met 👩‍👩‍👧 families of the European Union in Brussels 🇧🇪 on Monday.";

  @Test
  void entitiesAreMarkedWhereTheModelFoundThem(PageInBrowser page, RunningTidemark tidemark) {
    page.open(tidemark.page(null));
    tidemark.send("emoji", EMOJI, Map.of("source", "wire"));

    WebElement item = page.item("emoji");
    JsonNode record = tidemark.tagged("emoji");
    assertThat(page.text(item.findElement(cssOf(".text")))).isEqualTo(EMOJI);
    List<List<Object>> expected = new ArrayList<>();
    for (JsonNode entity : record.path("entities")) {
      int start = entity.path("start").asInt();
      int end = entity.path("end").asInt();
      expected.add(
          List.of(
              entity.path("type").asText(), (long) start, (long) end, EMOJI.substring(start, end)));
    }
    assertThat(expected).as("the model finds somebody behind an emoji").hasSizeGreaterThan(1);
    assertThat(page.marks(item)).isEqualTo(expected);
    Object label =
        page.script(
            "return getComputedStyle(arguments[0].querySelector('mark'), '::after').content", item);
    assertThat(label)
        .as("the type in letters, too")
        .isEqualTo("\"" + expected.get(0).get(0) + "\"");
    assertThat(page.text(item)).contains("wire").contains(record.at("/model/ner").asText());
    page.chromium().assertNoComplaints();
  }

  @Test
  void aTextThatHoldsMarkupIsShownAsText(PageInBrowser page, RunningTidemark tidemark) {
    page.open(tidemark.page(null));
    String text =
        "<script>document.title='owned'</script> <img src=x onerror=\"document.title='owned'\"> &"
            + " <b>Berlin</b>";
    tidemark.send("<i>id</i>", text, Map.of("source", "<u>s</u>"));

    WebElement item = page.item("<i>id</i>");
    assertThat(page.text(item.findElement(cssOf(".text")))).isEqualTo(text);
    assertThat(item.findElements(cssOf("script, img, b, i, u"))).isEmpty();
    assertThat(page.text(item)).contains("<i>id</i>").contains("<u>s</u>");
    assertThat(page.chromium().driver().getTitle()).isEqualTo("Tidemark");
    page.chromium().assertNoComplaints();
  }

  @Test
  void filtersLeaveWhatOneAsksFor(PageInBrowser page, RunningTidemark tidemark) {
    page.open(tidemark.page(null));
    tidemark.send("people", "Angela Merkel spoke.", Map.of("source", "one"));
    tidemark.send("places", "It rained in Paris.", Map.of("source", "two"));
    WebElement people = page.item("people");
    WebElement places = page.item("places");

    page.choose("#filter-type", "PER");
    assertThat(people.isDisplayed()).isTrue();
    assertThat(places.isDisplayed()).isFalse();

    page.choose("#filter-type", "");
    page.choose("#filter-source", "two");
    assertThat(people.isDisplayed()).isFalse();
    assertThat(places.isDisplayed()).isTrue();
    assertThat(page.text(page.element("#feed-count"))).contains(" of ");

    page.choose("#filter-source", "");
    String model = tidemark.tagged("people").at("/model/ner").asText();
    page.choose("#filter-model", model);
    assertThat(people.isDisplayed()).isTrue();
    tidemark.send("later", "Tokyo is far.", Map.of("source", "one"));
    assertThat(page.item("later").isDisplayed()).as("what comes in is filtered, too").isTrue();
  }

  @Test
  void whatOneAsksForIsNotSampledAwayByTheRest(PageInBrowser page, RunningTidemark tidemark) {
    page.open(tidemark.page(null));
    tidemark.send("first", "It snowed in Oslo.", Map.of("source", "rare"));
    assertThat(page.item("first").isDisplayed()).isTrue();
    page.choose("#filter-source", "rare");
    page.awaitText("#connection", "live");

    List<ProducerRecord<byte[], byte[]>> burst = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      String json =
          "{\"id\":\"%s-%d\",\"text\":\"No news.\",\"entities\":[],\"source\":\"%s\"}"
              .formatted(i % 40 == 39 ? "rare" : "flood", i, i % 40 == 39 ? "rare" : "flood");
      burst.add(new ProducerRecord<>("tagged", json.getBytes(UTF_8)));
    }
    var unused = tidemark.broker().produce(burst);

    await("ten of four hundred, all of them")
        .atMost(Duration.ofSeconds(20))
        .until(() -> page.elements(".item[data-id^=rare]").size() == 10);
    assertThat(page.elements(".item[data-id^=flood]")).isEmpty();
    page.chromium().assertNoComplaints();
  }

  @Test
  void whilePausedNothingMovesAndNothingIsLost(PageInBrowser page, RunningTidemark tidemark) {
    page.open(tidemark.page(null));
    page.press("p");
    assertThat(page.element("#pause").getAttribute("aria-pressed")).isEqualTo("true");
    tidemark.send("paused", "Rome was not built in a day.", Map.of());

    page.awaitText("#feed-count", "1 new");
    assertThat(page.has(".item[data-id=paused]")).isFalse();
    page.press("p");
    assertThat(page.item("paused").isDisplayed()).isTrue();
  }

  @Test
  void aFeedTooFastToReadIsSampledAndSaysSo(PageInBrowser page, RunningTidemark tidemark) {
    page.open(tidemark.page(null));
    List<ProducerRecord<byte[], byte[]>> burst = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      String json = "{\"id\":\"burst-%d\",\"text\":\"No news.\",\"entities\":[]}".formatted(i);
      burst.add(new ProducerRecord<>("tagged", json.getBytes(UTF_8)));
    }
    var unused = tidemark.broker().produce(burst);

    await("sampling is said")
        .atMost(Duration.ofSeconds(20))
        .until(() -> page.element("#sampling").isDisplayed());
    assertThat(page.text(page.element("#sampling"))).containsPattern("\\d+ shown and \\d+ passed");
    assertThat(page.elements(".item[data-id^=burst]"))
        .as("20 a second at most")
        .hasSizeBetween(1, 100);
    tidemark.send("after", "Oslo is quiet.", Map.of());
    assertThat(page.item("after").isDisplayed()).as("it keeps up").isTrue();
    page.chromium().assertNoComplaints();
  }

  private static By cssOf(String selector) {
    return By.cssSelector(selector);
  }
}
