package dev.tidemark.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;

/** Models, runs and try-outs. */
@WithPage
@Timeout(300)
class PageOperatorTest {

  @Test
  void promotesAndRollsBack(PageInBrowser page, RunningTidemark tidemark) {
    page.open(tidemark.page(RunningTidemark.OPERATE));
    page.press("3");
    page.awaitText("#models-list", RunningTidemark.FIRST);
    WebElement first = card(page, RunningTidemark.FIRST);
    first.findElement(By.tagName("summary")).click();
    assertThat(page.text(first))
        .contains("passed the gate")
        .contains("better on 12 held-out corrections")
        .contains("83.1 %")
        .contains("+9.0");

    promote(page, RunningTidemark.FIRST, "it reads our texts better");
    assertThat(page.text(card(page, RunningTidemark.FIRST))).contains("live");
    served(page, tidemark, "by-first", RunningTidemark.FIRST);
    promote(page, RunningTidemark.SECOND, "newer");
    served(page, tidemark, "by-second", RunningTidemark.SECOND);

    page.press("3");
    page.click("#rollback");
    page.element("#confirm-reason").sendKeys("worse on names");
    page.click("#confirm-yes");
    page.awaitText("#live-models", RunningTidemark.FIRST);
    served(page, tidemark, "by-first-again", RunningTidemark.FIRST);
    page.chromium().assertNoComplaints();
  }

  @Test
  void leavingTheQuestionChangesNothing(PageInBrowser page, RunningTidemark tidemark) {
    page.open(tidemark.page(RunningTidemark.OPERATE));
    page.press("3");
    page.awaitText("#models-list", RunningTidemark.SECOND);
    String before = page.text(page.element("#live-models"));
    page.click("#rollback");
    page.click("#confirm-yes"); // the reason is missing
    assertThat(page.element("#confirm").isDisplayed()).isTrue();
    page.click("#confirm-no");
    assertThat(page.element("#confirm").isDisplayed()).isFalse();
    page.click("[data-reload=models]");
    assertThat(page.text(page.element("#live-models"))).isEqualTo(before);
  }

  @Test
  void triesATextAndAMask(PageInBrowser page, RunningTidemark tidemark) {
    page.open(tidemark.page(null));
    page.press("5");
    page.element("#tag-text").clear();
    page.element("#tag-text").sendKeys("Angela Merkel was in Paris.");
    page.click("#tag-form button");
    page.awaitText("#tag-result", "Angela Merkel");
    assertThat(page.marks(page.element("#tag-result")))
        .anySatisfy(mark -> assertThat(mark).endsWith("Paris"));

    page.element("#fill-targets").sendKeys("minister, factor");
    page.click("#fill-form button");
    page.awaitText("#fill-result", "minister");
    assertThat(page.elements("#fill-result .candidate")).hasSize(2);
    page.chromium().assertNoComplaints();

    page.element("#fill-text").clear();
    page.element("#fill-text").sendKeys("No mask at all.");
    page.click("#fill-form button");
    await("an answer").until(() -> page.elements("#fill-result .candidate").isEmpty());
  }

  @Test
  void saysThatNoRunWasMadeYet(PageInBrowser page, RunningTidemark tidemark) {
    page.open(tidemark.page(null));
    page.press("4");
    page.awaitText("#runs-list", "No run yet");
    page.chromium().assertNoComplaints();
  }

  private static WebElement card(PageInBrowser page, String version) {
    return page.element("#models-list [data-version='" + version + "']");
  }

  private static void promote(PageInBrowser page, String version, String reason) {
    page.press("3");
    card(page, version).findElement(By.cssSelector("[data-needs=operate]")).click();
    page.element("#confirm-reason").sendKeys(reason);
    page.click("#confirm-yes");
    page.awaitText("#live-models", version);
  }

  /** Texts are sent until one is tagged by that version. */
  private static void served(
      PageInBrowser page, RunningTidemark tidemark, String id, String version) {
    page.press("1");
    int[] sent = {0};
    await("the tagger has swapped to " + version)
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofSeconds(1))
        .until(
            () -> {
              tidemark.send(id + "-" + sent[0]++, "Berlin is large.", Map.of());
              return page.has(".item[data-id^='" + id + "-'][data-model='" + version + "']");
            });
  }
}
