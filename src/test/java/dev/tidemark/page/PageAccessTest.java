package dev.tidemark.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;

/** Who may do what, as the page shows it; and that everybody can use it. */
@WithPage
@Timeout(300)
class PageAccessTest {

  @Test
  void withoutATokenOneReadsAndEveryButtonSaysWhatItTakes(
      PageInBrowser page, RunningTidemark tidemark) {
    page.open(tidemark.page(null));
    tidemark.send("read-only", "Lisbon is sunny.", Map.of());

    WebElement correct = page.item("read-only").findElement(By.cssSelector("[data-needs]"));
    assertThat(correct.isEnabled()).isFalse();
    assertThat(correct.getAttribute("title")).contains("role annotate");
    page.press("3");
    page.awaitText("#models-list", RunningTidemark.SECOND);
    assertThat(page.element("#rollback").isEnabled()).isFalse();
    assertThat(page.text(page.element("#models-panel .why"))).contains("role operate");
    assertThat(page.elements("#models-list [data-needs]"))
        .isNotEmpty()
        .noneMatch(WebElement::isEnabled);
    page.chromium().assertNoComplaints();
  }

  @Test
  void anAnnotatorCorrectsAndPromotesNothing(PageInBrowser page, RunningTidemark tidemark) {
    page.open(tidemark.page(RunningTidemark.ANNOTATE));
    tidemark.send("annotator", "Madrid is warm.", Map.of());

    assertThat(page.item("annotator").findElement(By.cssSelector("[data-needs]")).isEnabled())
        .isTrue();
    page.press("3");
    page.awaitText("#models-list", RunningTidemark.SECOND);
    assertThat(page.element("#rollback").isEnabled()).isFalse();
    assertThat(page.element("#rollback").getAttribute("title")).contains("role operate");
  }

  @Test
  void theTokenLeavesTheAddressAndTheHistory(PageInBrowser page, RunningTidemark tidemark) {
    page.open(tidemark.page(RunningTidemark.OPERATE));

    assertThat(page.chromium().driver().getCurrentUrl()).isEqualTo(tidemark.uri().toString());
    assertThat(page.script("return history.length + document.documentElement.outerHTML").toString())
        .doesNotContain(RunningTidemark.OPERATE);
    page.chromium().driver().navigate().refresh();
    page.awaitText("#roles", "operate");
  }

  @Test
  void aWrongTokenIsSaidAndARightOneTypedInInstead(PageInBrowser page, RunningTidemark tidemark) {
    page.chromium().driver().get(tidemark.page("no-such-token-at-all"));
    await("refused")
        .until(() -> "refused".equals(page.element("#connection").getAttribute("data-state")));
    assertThat(page.element("#problem").isDisplayed()).isTrue();
    assertThat(page.text(page.element("#problem"))).containsIgnoringCase("token");
    page.chromium().forgetComplaints(); // Chromium logs each 401

    page.click("#token-open");
    page.element("#token-value").sendKeys(RunningTidemark.ANNOTATE);
    page.element("#token-annotator").sendKeys("Ann O'Tator");
    page.click("#token-form button[type=submit]");
    page.awaitText("#roles", "annotate");
    page.awaitText("#connection", "live");
    assertThat(page.element("#problem").isDisplayed()).isFalse();
    page.chromium().assertNoComplaints();
  }

  @Test
  void aTokenThatIsAPersonsSaysWhoItIs(PageInBrowser page, RunningTidemark tidemark) {
    page.open(tidemark.page(RunningTidemark.OF_ADA));
    page.awaitText("#roles", "Ada may read, annotate");

    page.click("#token-open");
    assertThat(page.element("#token-annotator").getAttribute("value")).isEqualTo("Ada");
    assertThat(page.element("#token-annotator").isEnabled()).isFalse();
    page.element("#token-value").sendKeys(RunningTidemark.ANNOTATE);
    page.click("#token-form button[type=submit]");
    page.awaitText("#roles", "may read, annotate");
    page.click("#token-open");
    assertThat(page.element("#token-annotator").isEnabled()).isTrue();
  }

  @Test
  void nothingSticksOutOnATelephone(PageInBrowser page, RunningTidemark tidemark) {
    page.lookAs("light", 360, 740);
    page.open(tidemark.page(RunningTidemark.OPERATE));
    String long1 = "Donaudampfschifffahrtsgesellschaft".repeat(6);
    tidemark.send(
        "narrow-" + "x".repeat(80), long1 + " in Vienna.", Map.of("source", "y".repeat(90)));
    var unused = page.item("narrow-" + "x".repeat(80));
    assertThat(page.scrollsSideways()).as("feed").isFalse();
    page.press("c");
    await("correction mode").until(() -> page.element("#editor").isDisplayed());
    assertThat(page.scrollsSideways()).as("correction mode").isFalse();
    page.press(org.openqa.selenium.Keys.ESCAPE);
    for (String panel : new String[] {"2", "3", "4", "5"}) {
      page.press(panel);
      assertThat(page.scrollsSideways()).as("panel " + panel).isFalse();
    }
    page.press("?");
    assertThat(page.element("#help").isDisplayed()).isTrue();
    assertThat(page.scrollsSideways()).as("help").isFalse();
  }

  @Test
  void everyControlHasANameAndTextCanBeReadInBothSchemes(
      PageInBrowser page, RunningTidemark tidemark) {
    page.open(tidemark.page(RunningTidemark.OPERATE));
    tidemark.send("contrast", "Angela Merkel met the European Union in Brussels.", Map.of());
    var unused = page.item("contrast");
    Object nameless =
        page.script(
            """
            return [...document.querySelectorAll('button, input, select, textarea, a')]
              .filter((e) => !(e.textContent.trim() || e.labels?.length || e.ariaLabel))
              .map((e) => e.outerHTML)
            """);
    assertThat(nameless.toString()).isEqualTo("[]");
    for (String scheme : new String[] {"light", "dark"}) {
      page.chromium().prefer("prefers-color-scheme", scheme);
      Object weak = page.awaitScript(Contrast.SCRIPT);
      assertThat(String.valueOf(weak)).as("below 4.5 to 1 in " + scheme).isEqualTo("[]");
    }
  }
}
