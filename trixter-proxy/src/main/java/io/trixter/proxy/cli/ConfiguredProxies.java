package io.trixter.proxy.cli;

import io.trixter.proxy.ProxyConfig;
import io.trixter.proxy.ProxyHost;
import io.trixter.proxy.api.toxiproxy.ConfigEntry;
import io.trixter.proxy.fault.FaultSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Starts the proxies of a configuration file. */
final class ConfiguredProxies {
  private ConfiguredProxies() {}

  /**
   * Starts each, with the faults of the flags before its own; those of the same name are its own.
   *
   * @throws IOException if one cannot listen; the message names the file and the line
   */
  static void start(
      ProxyHost host,
      ProxyConfig like,
      List<FaultSpec> faults,
      List<ConfigEntry> entries,
      Path file)
      throws IOException {
    for (ConfigEntry each : entries) {
      try {
        each.start(host, like, faults);
      } catch (IOException e) {
        throw new IOException(file + ":" + each.proxy().line() + ": " + e.getMessage(), e);
      }
    }
  }
}
