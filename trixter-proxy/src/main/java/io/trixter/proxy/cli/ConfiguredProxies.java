package io.trixter.proxy.cli;

import io.trixter.proxy.Proxy;
import io.trixter.proxy.ProxyConfig;
import io.trixter.proxy.ProxyHost;
import io.trixter.proxy.api.toxiproxy.ConfigEntry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Starts the proxies of a configuration file. */
final class ConfiguredProxies {
  private ConfiguredProxies() {}

  /** Returns what a record is told of them. */
  static String told(ProxyConfig template, List<ConfigEntry> entries) {
    StringBuilder text = new StringBuilder();
    entries.forEach(each -> text.append('\n').append(each.config(template)));
    return text.toString();
  }

  /**
   * Starts all; none accepts a client before every one of them listens.
   *
   * @param template what the file does not say
   * @throws IOException if one cannot listen; the message names the file and the line
   */
  static void start(ProxyHost host, ProxyConfig template, List<ConfigEntry> entries, Path file)
      throws IOException {
    List<Proxy> bound = new ArrayList<>();
    for (ConfigEntry each : entries) {
      try {
        bound.add(host.bind(each.config(template)));
      } catch (IOException e) {
        throw new IOException(file + ":" + each.proxy().line() + ": " + e.getMessage(), e);
      }
    }
    bound.forEach(Proxy::serve);
  }
}
