package io.trixter.proxy.cli;

import io.trixter.proxy.HostConfig;
import io.trixter.proxy.ProxyConfig;
import io.trixter.proxy.ProxyHost;
import java.io.IOException;
import java.nio.channels.ServerSocketChannel;

/**
 * Loads the classes of a proxy on a thread of its own while the command line is read, which takes
 * as long: the yardstick's row "start". It makes a proxy that listens nowhere, and drops it.
 */
final class Preload {
  private Preload() {}

  /** Starts it, and returns at once. */
  static void start() {
    Thread thread = new Thread(Preload::run, "trixter-preload");
    thread.setDaemon(true);
    thread.start();
  }

  private static void run() {
    try (ProxyHost host = ProxyHost.start(new HostConfig(0, 1, 1 << 20).withoutLog());
        ServerSocketChannel unbound = ServerSocketChannel.open()) {
      host.bind(ProxyConfig.to("127.0.0.1:1").enabled(false).build());
      unbound.configureBlocking(false);
    } catch (IOException | RuntimeException | Error lacking) {
      // whoever needs a class loads it
    }
  }
}
