package dev.tidemark.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;

/** Pictures of the page for people to look at, in {@code target/screenshots}. */
@WithPage
@Timeout(300)
class PageScreenshotsTest {

  private static final String[] TEXTS = {
    "Heavy snow fell overnight across northern Finland, closing the road between Inari and"
        + " Utsjoki.",
    "🎉 Angela Merkel met 👩‍👩‍👧 families of the European Union in Brussels 🇧🇪 on Monday.",
    "<script>alert(1)</script> is what the Bundestag received from Anna Schmidt.",
    "The prime [MASK] of Japan met the press in Tokyo.",
    "Manchester United beat Real Madrid in the Champions League, and Ole Gunnar Solskjaer smiled.",
  };

  @Test
  void asPeopleSeeIt(PageInBrowser page, RunningTidemark tidemark) {
    page.open(tidemark.page(RunningTidemark.OPERATE));
    for (int i = 0; i < TEXTS.length; i++) {
      tidemark.send("shot-" + i, TEXTS[i], Map.of("source", i % 2 == 0 ? "wire" : "agency"));
      var unused = page.item("shot-" + i);
    }
    page.press("p");
    for (String scheme : new String[] {"light", "dark"}) {
      page.lookAs(scheme, 1100, 900);
      shoot(page, "feed-" + scheme);
      page.item("shot-1").findElement(By.cssSelector("[data-needs]")).click();
      page.press(Keys.HOME);
      page.press(Keys.ARROW_RIGHT);
      page.press(Keys.SHIFT, Keys.ARROW_RIGHT);
      shoot(page, "correct-" + scheme);
      page.press(Keys.ESCAPE);
      await("closed").until(() -> !page.element("#editor").isDisplayed());
      page.press("3");
      page.awaitText("#models-list", RunningTidemark.FIRST);
      page.script(
          "document.querySelectorAll('#models-list details').forEach((d) => d.open = true)");
      shoot(page, "models-" + scheme);
      page.press("1");
    }
    page.lookAs("light", 360, 740);
    shoot(page, "feed-narrow");
    page.press("c");
    page.press(Keys.HOME);
    shoot(page, "correct-narrow");
    page.press(Keys.ESCAPE);
    await("closed").until(() -> !page.element("#editor").isDisplayed());
    page.lookAs("light", 1100, 900);
    page.press("5");
    page.click("#tag-form button");
    page.click("#fill-form button");
    page.awaitText("#fill-result", "by ");
    page.awaitText("#tag-result", "by ");
    shoot(page, "try-light");
    page.press("?");
    shoot(page, "keys-light");
    page.chromium().assertNoComplaints();
  }

  private static void shoot(PageInBrowser page, String name) {
    Object unused =
        page.awaitScript("await Promise.all(document.getAnimations().map((a) => a.finished))");
    page.screenshot(name);
    assertThat(page.scrollsSideways()).as(name).isFalse();
  }
}
