package io.trixter.proxy.browser;

import org.openqa.selenium.Keys;

/** A connection as the page shows it. */
record ConnectionRow(LivePage page, String id) {
  void set(String knob, String value) {
    page.show("#connections-panel");
    page.click("[data-edit='" + id + "']");
    String field = "[data-knobs-of='" + id + "'] [data-field='" + knob + "']";
    page.type(field, value, Keys.ENTER);
    page.awaitText("[data-connection='" + id + "'] [data-label='Knobs']", knob + " " + value);
  }

  void kill(String reason) {
    page.show("#connections-panel");
    page.click("[data-kill='" + id + "']");
    page.confirm(reason);
  }
}
