package io.trixter.proxy.browser;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.openqa.selenium.By;
import org.openqa.selenium.ElementNotInteractableException;
import org.openqa.selenium.Keys;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebDriver;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.support.ui.Select;
import org.openqa.selenium.support.ui.WebDriverWait;

/** What a user does with the page, and sees there. Waits up to 20 s for each. */
final class LivePage {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final String INTO_VIEW = "arguments[0].scrollIntoView({block: 'center'})";
  private static final Duration STEP = Duration.ofMillis(50);

  final ChromeDriver driver;

  LivePage(ChromeDriver driver) {
    this.driver = driver;
  }

  /** Opens it and waits until it is live. */
  void open(String address) {
    driver.get(address);
    find("#stream-state[data-state='live']");
  }

  /** Waits until {@code condition} is neither null nor false. */
  <T> T await(String what, Function<WebDriver, T> condition) {
    return new WebDriverWait(driver, PATIENCE, STEP)
        .ignoring(StaleElementReferenceException.class, ElementNotInteractableException.class)
        .withMessage(what)
        .until(condition);
  }

  WebElement find(String css) {
    return await(css, d -> d.findElements(By.cssSelector(css)).stream().findFirst().orElse(null));
  }

  List<WebElement> all(String css) {
    return driver.findElements(By.cssSelector(css));
  }

  String text(String css) {
    return await(css, d -> find(css).getText());
  }

  void awaitText(String css, String part) {
    await(css + " with " + part, d -> find(css).getText().contains(part));
  }

  void awaitGone(String css) {
    await("no " + css, d -> all(css).stream().noneMatch(WebElement::isDisplayed));
  }

  void click(String css) {
    await(
        css + " to click",
        d -> {
          WebElement element = find(css);
          if (!element.isDisplayed() || !element.isEnabled()) {
            return false;
          }
          run(INTO_VIEW, element);
          element.click();
          return true;
        });
  }

  /** Scrolls to what is not seen to yet. */
  void show(String css) {
    run(INTO_VIEW, find(css));
  }

  /** Waits for what each second brings. */
  void awaitSummary() {
    long before = samples();
    await("a summary", d -> samples() > before);
  }

  /** How many summaries the plots of the chosen proxy show. */
  long samples() {
    String script =
        "const told = arguments[0];"
            + "import('/ui/store.js').then((store) => told(store.selectedHistory()?.length ?? 0))";
    return (long) driver.executeAsyncScript(script);
  }

  /** Replaces what a field holds, and leaves it with Enter if {@code last} is that. */
  void type(String css, String text, CharSequence... last) {
    WebElement field = find(css);
    field.sendKeys(Keys.chord(Keys.CONTROL, "a"), text);
    field.sendKeys(last.length == 0 ? new CharSequence[] {""} : last);
  }

  void choose(String css, String value) {
    await(css + " with " + value, d -> find(css + " option[value='" + value + "']") != null);
    new Select(find(css)).selectByValue(value);
  }

  /** Chooses the proxy of that name. */
  void select(String proxy) {
    click("[data-proxy='" + proxy + "']");
    awaitText("#proxy-name", proxy);
  }

  /** Adds a fault of a type with an attribute other than by default. */
  FaultCard addFault(String type, String stream, String attribute, String value) {
    choose("#fault-type", type);
    choose("#fault-stream", stream);
    type("#fault-attributes [data-field='" + attribute + "']", value);
    click("#add-fault");
    return fault(type + "_" + stream);
  }

  /** The fault of that name, once it is shown. */
  FaultCard fault(String name) {
    find("[data-fault='" + name + "']");
    return new FaultCard(this, name);
  }

  /** Answers the question that is asked, with a reason unless it is empty. */
  void confirm(String reason) {
    find("#confirm-dialog[open]");
    if (!reason.isEmpty()) {
      type("#reason-field", reason);
    }
    click("#confirm-ok");
    awaitGone("#confirm-dialog");
  }

  /** The curl lines of what was done last. */
  String curl() {
    return text("#curl-line");
  }

  String clipboard() {
    Map<String, Object> permissions =
        Map.of("permissions", List.of("clipboardReadWrite", "clipboardSanitizedWrite"));
    driver.executeCdpCommand("Browser.grantPermissions", permissions);
    String script = "navigator.clipboard.readText().then(arguments[0], e => arguments[0](`${e}`))";
    return (String) driver.executeAsyncScript(script);
  }

  Object run(String script, Object... arguments) {
    return driver.executeScript(script, arguments);
  }
}
