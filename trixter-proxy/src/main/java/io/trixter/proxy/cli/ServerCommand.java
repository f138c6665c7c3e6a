package io.trixter.proxy.cli;

import io.trixter.proxy.HostConfig;
import io.trixter.proxy.ProxyConfig;
import io.trixter.proxy.ProxyHost;
import io.trixter.proxy.api.ApiOptions;
import io.trixter.proxy.api.ApiServer;
import io.trixter.proxy.api.toxiproxy.ConfigEntry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** {@code trixter server}: runs the API, and the proxies that it is told of, until a signal. */
final class ServerCommand implements Callable<Integer> {
  private final CommandSpec spec = CommandSpec.wrapWithoutInspection(this).name("server");
  private final Map<String, String> environment;
  private final ExitHooks hooks;

  ServerCommand(Map<String, String> environment, ExitHooks hooks) {
    this.environment = environment;
    this.hooks = hooks;
    Flags.complete(
        spec,
        OptionSpec.builder("-h", "--help", "-help"),
        OptionSpec.builder("-V", "--version", "-version"),
        ProxyFlags.ofServer(environment));
    spec.versionProvider(new ServerVersion(spec));
    spec.usageMessage()
        .description("Proxies made, changed and removed by REST; a drop-in for toxiproxy-server.")
        .customSynopsis("trixter server [--host H] [--port P] [--config FILE] [flags]");
  }

  CommandSpec spec() {
    return spec;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Flags.refuseBefore(spec);
    Options options = new Options(spec);
    LineLogger.threshold(options.logLevel());
    ProxyConfig template = options.template();
    Path file = options.configFile();
    List<ConfigEntry> entries = file == null ? List.of() : ConfigFile.read(file);
    HostConfig host = options.host(() -> ConfiguredProxies.told(template, entries));
    RecordFile record = RecordFile.create(options.recordFile());
    NameCaches.await();
    Program.run(run(options, host, template, entries, record), record);
    return 0;
  }

  /** Listens first, loads the rest after, and serves no client before that has been logged. */
  private ProxyHost run(
      Options options,
      HostConfig config,
      ProxyConfig template,
      List<ConfigEntry> entries,
      RecordFile record)
      throws IOException {
    hooks.onExit(record);
    ProxyHost host = hooks.onExit(ProxyHost.start(config));
    record.holds(host.record());
    ApiOptions access = options.access().withTemplate(template);
    ApiServer api = hooks.onExit(ApiServer.bind(host, options.serverApi(), access));
    hooks.onExit(record);
    Logger log = LoggerFactory.getLogger(Main.class);
    log.info("random seed: {}", Long.toUnsignedString(host.seed()));
    ConfiguredProxies.start(host, template, entries, options.configFile());
    log.info("listening api={}", api.address());
    if (LogLevel.isNoneOfToxiproxy(environment.get("LOG_LEVEL"))) {
      log.warn("LOG_LEVEL is none of trace, debug, info, warn, error, fatal, panic, disabled");
    }
    api.serve();
    WarmUp.start(config.engine());
    return host;
  }
}
