package io.trixter.proxy.cli;

import io.trixter.proxy.HostConfig;
import io.trixter.proxy.ProxyConfig;
import io.trixter.proxy.ProxyHost;
import io.trixter.proxy.model.HostPort;
import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Loads classes on threads of its own while the program starts, which has something else to do
 * meanwhile: docs/performance.md, "Starting". It reads a command line and makes a proxy that
 * listens nowhere, and drops both.
 */
final class Preload {
  private Preload() {}

  /** Starts it, and returns at once. */
  static void start() {
    start(Preload::parse);
    start(Preload::makeProxy);
  }

  private static void start(Runnable task) {
    Thread thread = new Thread(task, "trixter-preload");
    thread.setDaemon(true);
    thread.start();
  }

  private static void parse() {
    try {
      OptionSpec any = Flags.flag("A", HostPort.class, Values::address, "any", "-a").build();
      new CommandLine(CommandSpec.create().addOption(any)).parseArgs("-a", "127.0.0.1:0");
    } catch (RuntimeException | Error lacking) {
      // as below
    }
  }

  private static void makeProxy() {
    try (ProxyHost host = ProxyHost.start(new HostConfig(0, 1, 1 << 20).withoutLog());
        ServerSocketChannel unbound = ServerSocketChannel.open()) {
      host.bind(ProxyConfig.to("127.0.0.1:1").enabled(false).build());
      unbound.configureBlocking(false);
    } catch (IOException | RuntimeException | Error lacking) {
      // a class that is missing is loaded when it is needed
    }
  }
}
