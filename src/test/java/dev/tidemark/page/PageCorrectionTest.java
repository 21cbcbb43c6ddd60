package dev.tidemark.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.interactions.Actions;

/** What an annotator does ends as the right correction on the topic, and its verdict comes back. */
@WithPage
@Timeout(300)
class PageCorrectionTest {

  private static final String TEXT =
      "🎉 Ada Lovelace saw Kingston upon Hull with 👩‍🔬 Grace Hopper of the Royal Society.";

  @Test
  void byKeyboardAlone(PageInBrowser page, RunningTidemark tidemark) {
    begin(page, tidemark, "keyboard");
    page.press("j");
    page.press("c");
    await("correction mode").until(() -> page.element("#editor").isDisplayed());
    removeAll(page);
    page.press(Keys.HOME); // 🎉
    page.press(Keys.ARROW_RIGHT); // Ada
    page.press(Keys.SHIFT, Keys.ARROW_RIGHT); // Ada Lovelace
    page.press("1");
    repeat(8, () -> page.press(Keys.ARROW_RIGHT)); // saw Kingston upon Hull with 👩‍🔬 Grace Hopper
    page.press(Keys.SHIFT, Keys.ARROW_LEFT); // Grace Hopper
    assertThat(page.text(page.element("#editor-selection"))).contains("“Grace Hopper”");
    page.press("1");
    page.press(Keys.HOME);
    repeat(4, () -> page.press(Keys.ARROW_RIGHT)); // Kingston
    repeat(2, () -> page.press(Keys.SHIFT, Keys.ARROW_RIGHT)); // Kingston upon Hull
    page.press("3");
    page.press(Keys.ENTER);

    assertEntities(
        tidemark.correction("keyboard"),
        List.of("PER", "Ada Lovelace"),
        List.of("LOC", "Kingston upon Hull"),
        List.of("PER", "Grace Hopper"));
    page.awaitText(".item[data-id=keyboard] .verdict", "✓ accepted");
    assertThat(page.element("#editor").isDisplayed()).isFalse();
    page.press("2");
    page.awaitText("#corrections-list", "keyboard");
    page.chromium().assertNoComplaints();
  }

  @Test
  void bySelectingWithTheMouse(PageInBrowser page, RunningTidemark tidemark) {
    begin(page, tidemark, "mouse");
    page.item("mouse").findElement(By.cssSelector("footer button[data-needs]")).click();
    removeAll(page);
    drag(page, "Ada Lovelace ");
    assertThat(page.text(page.element("#editor-selection")))
        .as("white space at its end is not meant")
        .contains("“Ada Lovelace”");
    page.click("#editor-types [data-type=ORG]");
    drag(page, "Royal Society");
    page.click("#editor-types [data-type=ORG]");
    drag(page, "Hull");
    page.click("#editor-types [data-type=LOC]");
    // Another type for the first, and the last one away.
    page.choose("#editor-list li:nth-child(1) select", "PER");
    page.click("#editor-list li:nth-child(2) button.small");
    page.click("#editor-send");

    assertEntities(
        tidemark.correction("mouse"),
        List.of("PER", "Ada Lovelace"),
        List.of("ORG", "Royal Society"));
    page.awaitText(".item[data-id=mouse] .verdict", "✓ accepted");
  }

  @Test
  void partsOfWordsAndUndo(PageInBrowser page, RunningTidemark tidemark) {
    begin(page, tidemark, "parts");
    page.press("j");
    page.press("c");
    removeAll(page);
    page.press(Keys.END);
    repeat(2, () -> page.press(Keys.ARROW_LEFT)); // the full stop, Society
    repeat(2, () -> page.press(Keys.ALT, Keys.ARROW_LEFT)); // Socie
    page.press("4");
    page.press(Keys.HOME); // 🎉 is one step, and one character
    page.press("4");
    page.press(Keys.ARROW_UP);
    page.press(Keys.DELETE);
    page.press("z");
    page.press(Keys.ENTER);

    assertEntities(tidemark.correction("parts"), List.of("MISC", "🎉"), List.of("MISC", "Socie"));
  }

  @Test
  void aTypeWrittenInSmallLettersIsTheOneThatIsThere(PageInBrowser page, RunningTidemark tidemark) {
    begin(page, tidemark, "small");
    page.press("j");
    page.press("c");
    removeAll(page);
    page.press(Keys.HOME);
    page.press(Keys.SHIFT, Keys.ARROW_RIGHT);
    page.element("#editor-type").sendKeys("per", Keys.ENTER);
    page.click("#editor-send");

    page.awaitText(".item[data-id=small] .verdict", "✓ accepted");
    assertThat(tidemark.correction("small").at("/entities/0/type").asText()).isEqualTo("PER");
  }

  @Test
  void whatIsRefusedComesBackWithTheReason(PageInBrowser page, RunningTidemark tidemark) {
    begin(page, tidemark, "refused");
    page.press("j");
    page.press("c");
    page.press(Keys.HOME);
    page.press(Keys.ARROW_RIGHT);
    page.element("#editor-type").sendKeys("GENE", Keys.ENTER);
    page.click("#editor-send");

    page.awaitText(".item[data-id=refused] .verdict", "✗ rejected");
    page.awaitText(".item[data-id=refused] .verdict", "the type of the entity");
    page.awaitText("#announcements", "rejected");
    page.press("2");
    page.awaitText("#corrections-list", "GENE");
  }

  @Test
  void leavingSendsNothing(PageInBrowser page, RunningTidemark tidemark) {
    begin(page, tidemark, "left");
    page.press("j");
    page.press("c");
    page.press(Keys.HOME);
    page.press("1");
    page.press(Keys.ESCAPE);

    await("closed").until(() -> !page.element("#editor").isDisplayed());
    assertThat(page.script("return document.activeElement.dataset.id")).isEqualTo("left");
    assertThat(tidemark.broker().readAll("corrections"))
        .noneMatch(r -> RunningTidemark.json(r.value()).path("id").asText().equals("left"));
  }

  private static void begin(PageInBrowser page, RunningTidemark tidemark, String id) {
    page.open(tidemark.page(RunningTidemark.ANNOTATE));
    // A text has one correction, the last: so each test has a text of its own.
    tidemark.send(id, TEXT + " " + id, Map.of());
    var unused = page.item(id);
  }

  /** Whatever the model found: these tests are not about that. */
  private static void removeAll(PageInBrowser page) {
    await("correction mode").until(() -> page.element("#editor").isDisplayed());
    while (page.has("#editor-list li")) {
      page.press(Keys.HOME);
      page.press(Keys.SHIFT, Keys.END);
      page.press(Keys.DELETE);
    }
  }

  private static void drag(PageInBrowser page, String words) {
    @SuppressWarnings("unchecked")
    List<Number> at =
        (List<Number>)
            page.script(
                """
                const box = document.getElementById('editor-text');
                const walker = document.createTreeWalker(box, NodeFilter.SHOW_TEXT);
                const range = document.createRange();
                for (let node = walker.nextNode(); node; node = walker.nextNode()) {
                  const at = node.data.indexOf(arguments[0]);
                  if (at >= 0) {
                    range.setStart(node, at);
                    range.setEnd(node, at + arguments[0].length);
                  }
                }
                const [first, last] = [[...range.getClientRects()].at(0), [...range.getClientRects()].at(-1)];
                return [first.left + 1, first.top + first.height / 2, last.right - 1, last.top + last.height / 2].map(Math.round)
                """,
                words);
    new Actions(page.chromium().driver())
        .moveToLocation(at.get(0).intValue(), at.get(1).intValue())
        .clickAndHold()
        .moveToLocation(at.get(2).intValue(), at.get(3).intValue())
        .release()
        .perform();
  }

  private static void repeat(int times, Runnable action) {
    for (int i = 0; i < times; i++) {
      action.run();
    }
  }

  /** Types and offsets; the offsets are Java's, found where the words stand. */
  @SafeVarargs
  private static void assertEntities(JsonNode correction, List<String>... expected) {
    String text = correction.path("text").asText();
    assertThat(text).startsWith(TEXT);
    List<List<Object>> wanted = new ArrayList<>();
    for (List<String> entity : expected) {
      int start = text.indexOf(entity.get(1));
      wanted.add(List.of(entity.get(0), start, start + entity.get(1).length()));
    }
    List<List<Object>> found = new ArrayList<>();
    for (JsonNode entity : correction.path("entities")) {
      found.add(
          List.of(
              entity.path("type").asText(),
              entity.path("start").asInt(),
              entity.path("end").asInt()));
    }
    assertThat(found).isEqualTo(wanted);
    assertThat(correction.path("annotator").asText()).isNotBlank();
    assertThat(correction.path("model").asText()).isNotBlank();
  }
}
