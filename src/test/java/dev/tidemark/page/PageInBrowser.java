package dev.tidemark.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.interactions.Actions;

/** The page as somebody has it before them: what is seen on it, and what can be done. */
final class PageInBrowser implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Chromium chromium;

  PageInBrowser(Chromium chromium) {
    this.chromium = chromium;
  }

  Chromium chromium() {
    return chromium;
  }

  /** Opens it, and waits for the live feed. */
  void open(String address) {
    chromium.driver().get(address);
    await("live feed")
        .atMost(PATIENCE)
        .until(() -> "live".equals(element("#connection").getAttribute("data-state")));
  }

  WebElement element(String selector) {
    return chromium.driver().findElement(By.cssSelector(selector));
  }

  List<WebElement> elements(String selector) {
    return chromium.driver().findElements(By.cssSelector(selector));
  }

  boolean has(String selector) {
    return !elements(selector).isEmpty();
  }

  /** The item of that document, once it is there. */
  WebElement item(String id) {
    String selector = ".item[data-id='" + id + "']";
    await("item " + id).atMost(PATIENCE).until(() -> has(selector));
    return element(selector);
  }

  /** Text content, not what the style sheet adds. */
  String text(WebElement element) {
    return (String) script("return arguments[0].textContent", element);
  }

  /** Type, start, end and text of each entity that is marked within. */
  @SuppressWarnings("unchecked")
  List<List<Object>> marks(WebElement within) {
    return (List<List<Object>>)
        script(
            """
            return [...arguments[0].querySelectorAll('mark[data-start]')].map((mark) =>
              [mark.dataset.type, Number(mark.dataset.start), Number(mark.dataset.end), mark.textContent])
            """,
            within);
  }

  Object script(String script, Object... arguments) {
    return chromium.driver().executeScript(script, arguments);
  }

  /** Of a promise; the body is that of an async function. */
  Object awaitScript(String body, Object... arguments) {
    chromium.driver().manage().timeouts().scriptTimeout(PATIENCE);
    return chromium
        .driver()
        .executeAsyncScript(
            "const done = arguments[arguments.length - 1]; (async (...args) => {"
                + body
                + "})(...arguments).then(done, (e) => done('failed: ' + e.stack))",
            arguments);
  }

  /** Keys, wherever the focus is. */
  void press(CharSequence... keys) {
    new Actions(chromium.driver()).sendKeys(keys).perform();
  }

  void press(Keys modifier, CharSequence key) {
    new Actions(chromium.driver()).keyDown(modifier).sendKeys(key).keyUp(modifier).perform();
  }

  void click(String selector) {
    element(selector).click();
  }

  /** In a list of choices, by its value. */
  void choose(String selector, String value) {
    element(selector + " option[value='" + value + "']").click();
  }

  void awaitText(String selector, String expected) {
    await(selector + " says " + expected)
        .atMost(PATIENCE)
        .ignoreException(StaleElementReferenceException.class)
        .untilAsserted(() -> assertThat(text(element(selector))).contains(expected));
  }

  /** A picture of what is seen, for people: {@code target/screenshots/NAME.png}. */
  void screenshot(String name) {
    try {
      Path folder = Files.createDirectories(Path.of("target", "screenshots"));
      byte[] png = chromium.driver().getScreenshotAs(OutputType.BYTES);
      Files.write(folder.resolve(name + ".png"), png);
    } catch (IOException e) {
      throw new AssertionError("no place for a screenshot", e);
    }
  }

  /** Sets the scheme and the width that a reader has. */
  void lookAs(String scheme, int width, int height) {
    chromium.prefer("prefers-color-scheme", scheme);
    chromium.resize(width, height);
  }

  /** Whether something sticks out to the right. */
  boolean scrollsSideways() {
    return Boolean.TRUE.equals(
        script(
            "return document.documentElement.scrollWidth > document.documentElement.clientWidth"));
  }

  @Override
  public void close() {
    chromium.close();
  }
}
