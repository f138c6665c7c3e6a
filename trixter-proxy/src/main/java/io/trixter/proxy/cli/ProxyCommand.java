package io.trixter.proxy.cli;

import io.trixter.proxy.HostConfig;
import io.trixter.proxy.Proxy;
import io.trixter.proxy.ProxyConfig;
import io.trixter.proxy.ProxyHost;
import io.trixter.proxy.api.ApiOptions;
import io.trixter.proxy.api.ApiServer;
import io.trixter.proxy.model.HostPort;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Model.CommandSpec;

/** {@code trixter}: runs the proxy until a signal ends it. */
final class ProxyCommand implements Callable<Integer> {
  private final CommandSpec spec = CommandSpec.wrapWithoutInspection(this).name("trixter");
  private final ExitHooks hooks;

  ProxyCommand(Map<String, String> environment, ExitHooks hooks) {
    this.hooks = hooks;
    Flags.complete(spec, ProxyFlags.all(environment));
    spec.usageMessage()
        .description("A TCP chaos proxy: makes the network between a client and a server bad.")
        .customSynopsis(
            "trixter -l ADDR -c ADDR [-a ADDR] [flags]",
            "       trixter server [--host H] [--port P] [--config FILE] [flags]",
            "       trixter demo [--once]")
        .footer(
            "",
            "ADDR is host:port or [v6]:port.",
            "The types of --fault and their attributes: docs/faults.md, GET /catalog of the API;",
            "one that is unknown is refused with the names of all.");
  }

  CommandSpec spec() {
    return spec;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Options options = new Options(spec);
    LineLogger.threshold(options.logLevel());
    ProxyConfig config = options.config();
    HostPort address = options.api();
    ApiOptions access = options.access().withTemplate(options.limits());
    HostConfig host = options.host(() -> "\n" + config);
    RecordFile record = RecordFile.create(options.recordFile());
    NameCaches.await();
    Program.run(run(host, config, address, access, record), record);
    return 0;
  }

  /** Listens first, loads the rest after, and serves no client before that has been logged. */
  private ProxyHost run(
      HostConfig host, ProxyConfig config, HostPort address, ApiOptions access, RecordFile record)
      throws IOException {
    hooks.onExit(record);
    Proxy proxy = hooks.onExit(Proxy.bind(host, config));
    record.holds(proxy.record());
    ApiServer api = address == null ? null : hooks.onExit(ApiServer.bind(proxy, address, access));
    hooks.onExit(record);
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
    WarmUp.start(host.engine());
    return proxy.proxyHost();
  }
}
