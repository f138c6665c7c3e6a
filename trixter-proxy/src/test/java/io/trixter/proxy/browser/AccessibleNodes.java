package io.trixter.proxy.browser;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.openqa.selenium.chrome.ChromeDriver;

/** What a screen reader is told of the page. */
final class AccessibleNodes {
  private AccessibleNodes() {}

  /** The role and number of each node, with its name. */
  static Map<String, String> of(ChromeDriver driver) {
    Map<String, Object> tree = driver.executeCdpCommand("Accessibility.getFullAXTree", Map.of());
    Map<String, String> names = new LinkedHashMap<>();
    for (Object each : (List<?>) tree.get("nodes")) {
      Map<?, ?> node = (Map<?, ?>) each;
      if (!Boolean.TRUE.equals(node.get("ignored"))) {
        names.put(value(node, "role") + " " + node.get("nodeId"), value(node, "name"));
      }
    }
    return names;
  }

  private static String value(Map<?, ?> node, String property) {
    return node.get(property) instanceof Map<?, ?> map ? String.valueOf(map.get("value")) : "";
  }
}
