package dev.tidemark.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/**
 * A headless Chromium with a profile of its own, from Debian's packages {@code chromium} and {@code
 * chromium-driver}; where they are absent the running test is skipped, and says so.
 */
final class Chromium implements AutoCloseable {

  /** It warns with each start that it does not know this Chromium's protocol, which nobody uses. */
  private static final Logger SELENIUM = Logger.getLogger("org.openqa.selenium");

  private final ChromeDriver driver;
  private final Path profile;

  private Chromium(ChromeDriver driver, Path profile) {
    this.driver = driver;
    this.profile = profile;
  }

  static Chromium start() {
    Optional<Path> browser = program("chromium");
    Optional<Path> driver = program("chromedriver");
    assumeTrue(
        browser.isPresent() && driver.isPresent(),
        "chromium or chromedriver is absent: the tests of the page are skipped (apt-get install"
            + " chromium chromium-driver)");
    SELENIUM.setLevel(Level.SEVERE);
    try {
      Path profile = Files.createTempDirectory("chromium-");
      ChromeDriverService service =
          new ChromeDriverService.Builder()
              .usingDriverExecutable(new File(driver.orElseThrow().toString()))
              .usingAnyFreePort()
              .build();
      return new Chromium(
          new ChromeDriver(service, options(browser.orElseThrow(), profile)), profile);
    } catch (IOException e) {
      throw new AssertionError("no folder for a profile", e);
    }
  }

  private static ChromeOptions options(Path browser, Path profile) {
    ChromeOptions options = new ChromeOptions();
    options.setBinary(browser.toString());
    options.addArguments(
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--disable-dev-shm-usage",
        "--hide-scrollbars",
        "--window-size=1100,900",
        "--user-data-dir=" + profile);
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.ALL);
    options.setCapability("goog:loggingPrefs", logs);
    return options;
  }

  private static Optional<Path> program(String name) {
    return Stream.of(System.getenv().getOrDefault("PATH", "/usr/bin").split(File.pathSeparator))
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .findFirst();
  }

  ChromeDriver driver() {
    return driver;
  }

  /** As on a telephone, or wide again. */
  void resize(int width, int height) {
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 600));
  }

  /** What the reader prefers: {@code prefers-color-scheme} and the like. */
  void prefer(String feature, String value) {
    driver.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", feature, "value", value))));
  }

  /** Nothing was refused by the content security policy, and no script failed. */
  void assertNoComplaints() {
    List<String> complaints =
        driver.manage().logs().get(LogType.BROWSER).getAll().stream()
            .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
            .map(LogEntry::toString)
            .toList();
    assertThat(complaints).as("errors and warnings on the browser's console").isEmpty();
  }

  /** For tests that provoke an error answer, which Chromium logs. */
  void forgetComplaints() {
    var unused = driver.manage().logs().get(LogType.BROWSER);
  }

  @Override
  public void close() {
    driver.quit();
    try (Stream<Path> files = Files.walk(profile)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException | java.io.UncheckedIOException e) {
      profile.toFile().deleteOnExit(); // the browser's last processes may still write to it
    }
  }
}
