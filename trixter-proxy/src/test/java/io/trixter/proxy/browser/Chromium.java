package io.trixter.proxy.browser;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LoggingPreferences;

/**
 * Debian's Chromium without a window, or {@code -Dbrowser=PATH} with {@code -Dbrowser.driver=PATH}.
 * Nothing is downloaded to run it.
 */
final class Chromium {
  private static final Path BROWSER = Path.of(System.getProperty("browser", "/usr/bin/chromium"));
  private static final Path DRIVER =
      Path.of(System.getProperty("browser.driver", "/usr/bin/chromedriver"));
  private static final List<String> ARGUMENTS =
      List.of(
          "--headless=new",
          "--no-sandbox", // which root is refused
          "--disable-dev-shm-usage",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-gpu",
          "--no-first-run",
          "--hide-scrollbars",
          "--lang=en",
          "--window-size=1280,900");

  /** Says that Selenium has no classes for the newest DevTools, which nothing here uses. */
  private static final Logger DEVTOOLS = Logger.getLogger("org.openqa.selenium.devtools");

  private static Chromium shared;

  final ChromeDriver driver;

  private Chromium() {
    DEVTOOLS.setLevel(Level.OFF);
    ChromeOptions options = new ChromeOptions();
    options.setBinary(BROWSER.toString());
    options.addArguments(ARGUMENTS);
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable("browser", Level.ALL);
    logs.enable("performance", Level.ALL);
    options.setCapability("goog:loggingPrefs", logs);
    ChromeDriverService service =
        new ChromeDriverService.Builder()
            .usingDriverExecutable(DRIVER.toFile())
            .usingAnyFreePort()
            .withSilent(true)
            .build();
    driver = new ChromeDriver(service, options);
    driver.manage().timeouts().scriptTimeout(Duration.ofSeconds(20));
  }

  /** What there is not, in one sentence; null if all is there. */
  static String missing() {
    for (Path each : List.of(BROWSER, DRIVER)) {
      if (!Files.isExecutable(each)) {
        return "there is no " + each;
      }
    }
    return null;
  }

  /** The one that all tests use, one after the other. */
  static synchronized Chromium shared() {
    if (shared == null) {
      shared = new Chromium();
    }
    return shared;
  }

  static synchronized void quit() {
    if (shared != null) {
      shared.driver.quit();
      shared = null;
    }
  }

  /** What came in a log since it was last asked for: {@code browser} or {@code performance}. */
  List<String> log(String kind) {
    return driver.manage().logs().get(kind).getAll().stream().map(LogEntry::getMessage).toList();
  }

  void command(String name, Map<String, Object> parameters) {
    driver.executeCdpCommand(name, parameters);
  }

  byte[] picture() {
    return driver.getScreenshotAs(OutputType.BYTES);
  }
}
