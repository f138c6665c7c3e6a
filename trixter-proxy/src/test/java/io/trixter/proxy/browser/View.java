package io.trixter.proxy.browser;

import java.util.List;
import java.util.Map;
import org.openqa.selenium.chrome.ChromeDriver;

/** How the browser shows the page, until this is closed. */
record View(ChromeDriver driver) implements AutoCloseable {
  private static final int HEIGHT = 900;

  View width(int pixels) {
    return size(pixels, HEIGHT, 1, pixels < 500);
  }

  View size(int width, int height, int density, boolean phone) {
    Map<String, Object> metrics =
        Map.of("width", width, "height", height, "deviceScaleFactor", density, "mobile", phone);
    driver.executeCdpCommand("Emulation.setDeviceMetricsOverride", metrics);
    return this;
  }

  /** As if the system wished so: {@code light} or {@code dark}. */
  View scheme(String scheme) {
    List<?> features = List.of(Map.of("name", "prefers-color-scheme", "value", scheme));
    driver.executeCdpCommand("Emulation.setEmulatedMedia", Map.of("features", features));
    return this;
  }

  @Override
  public void close() {
    driver.executeCdpCommand("Emulation.clearDeviceMetricsOverride", Map.of());
    driver.executeCdpCommand("Emulation.setEmulatedMedia", Map.of("features", List.of()));
  }
}
