package io.trixter.proxy.cli;

import io.trixter.proxy.Cause;
import io.trixter.proxy.Direction;
import io.trixter.proxy.HostPort;
import io.trixter.proxy.Proxy;
import io.trixter.proxy.ProxyConfig;
import io.trixter.proxy.api.ApiOptions;
import io.trixter.proxy.api.ApiServer;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Model.CommandSpec;

/** {@code trixter}: runs the proxy until a signal ends it. */
final class ProxyCommand implements Callable<Integer> {
  private final CommandSpec spec = CommandSpec.wrapWithoutInspection(this).name("trixter");

  ProxyCommand(Map<String, String> environment) {
    Flags.complete(spec, ProxyFlags.all(environment));
    spec.usageMessage()
        .description("A TCP chaos proxy: makes the network between a client and a server bad.")
        .customSynopsis("trixter -l ADDR -c ADDR [-a ADDR] [flags]", "trixter demo [--once]")
        .footer("", "ADDR is host:port or [v6]:port.");
  }

  CommandSpec spec() {
    return spec;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Options options = new Options(spec);
    options.logLevel().configure();
    ProxyConfig config = options.config();
    Ending ending = new Ending();
    Proxy proxy;
    try {
      proxy = run(ending, config, options.api(), options.access());
    } catch (IOException e) {
      ending.failed();
      throw e;
    }
    FatalErrors.handle(proxy::isLost);
    Housekeeper housekeeper = new Housekeeper(() -> activity(proxy), System::gc);
    proxy.onBurst(housekeeper::burst);
    housekeeper.keep();
    return 0;
  }

  private static long activity(Proxy proxy) {
    long sum = 0;
    for (Direction direction : Direction.values()) {
      sum += proxy.metrics().bytesRelayed(direction);
    }
    for (Cause cause : Cause.values()) {
      sum += proxy.metrics().connectionsEnded(cause);
    }
    return sum;
  }

  /** Listens first, loads the rest after, and serves no client before the log has said so. */
  private static Proxy run(Ending ending, ProxyConfig config, HostPort address, ApiOptions access)
      throws IOException {
    Proxy proxy = ending.onExit(Proxy.bind(config));
    ApiServer api = address == null ? null : ending.onExit(ApiServer.bind(proxy, address, access));
    Logger log = LoggerFactory.getLogger(Main.class);
    log.info("random seed: {}", Long.toUnsignedString(proxy.seed()));
    log.info(
        "listening listen={} upstream={} api={}",
        proxy.listen(),
        proxy.upstream(),
        api == null ? "none" : api.address());
    proxy.serve();
    if (api != null) {
      api.serve();
    }
    return proxy;
  }
}
