package io.trixter.proxy.browser;

import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** A fault as the page shows it. */
record FaultCard(LivePage page, String name) {
  private String css(String part) {
    return "[data-fault='" + name + "']" + part;
  }

  String text() {
    return page.text(css(""));
  }

  WebElement slider(String attribute) {
    return page.find(css(" [data-slider='" + attribute + "']"));
  }

  String value(String attribute) {
    return page.find(css(" [data-field='" + attribute + "']")).getDomProperty("value");
  }

  void type(String attribute, String value) {
    page.type(css(" [data-field='" + attribute + "']"), value, Keys.ENTER);
  }

  void awaitValue(String attribute, String value) {
    page.await(name + " with " + attribute + " " + value, d -> value(attribute).equals(value));
  }

  void awaitApplied() {
    page.await(name + " was applied", d -> !text().contains("applied 0 times"));
  }

  void remove() {
    page.click(css(" [data-remove]"));
    page.awaitGone(css(""));
  }
}
