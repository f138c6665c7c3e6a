package io.trixter.proxy.cli;

import io.trixter.netem.nio.Engine;
import io.trixter.proxy.HostConfig;
import io.trixter.proxy.ProxyConfig;
import io.trixter.proxy.ProxyConfigBuilder;
import io.trixter.proxy.api.ApiOptions;
import io.trixter.proxy.fault.FaultSpec;
import io.trixter.proxy.model.HostPort;
import io.trixter.proxy.model.Knobs;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/** What a command's flags ask for, once picocli has read them. */
final class Options {
  private static final HostPort NOWHERE = new HostPort("127.0.0.1", 0);

  private final CommandSpec command;

  Options(CommandSpec command) {
    this.command = command;
  }

  /** What all proxies share, without a record or a replay. */
  HostConfig host() {
    HostConfig host =
        new HostConfig(seed(), Math.toIntExact(value("--threads")), value("--delay-budget-bytes"));
    Engine engine = value("--engine");
    return engine == null ? host : host.withEngine(engine);
  }

  /**
   * What all proxies share.
   *
   * @param proxies what a record is told of them, beside the flags
   * @throws ParameterException if a flag draws beside a replay
   * @throws IOException if the record to be replayed cannot be read; the message names the file
   */
  HostConfig host(Supplier<String> proxies) throws IOException {
    Path replay = value(ProxyFlags.REPLAY);
    if (replay != null) {
      RunText.refuseChance(command);
      return host().withReplay(ReplayFile.read(replay));
    }
    return recordFile() == null ? host() : host().withRecord(RunText.of(command) + proxies.get());
  }

  /** Where to write what chance does, or null for nowhere. */
  Path recordFile() {
    return value(ProxyFlags.RECORD);
  }

  /**
   * How to start the proxy of the plain command.
   *
   * @throws MissingParameterException where an address is missing
   * @throws IllegalArgumentException where a probability is out of range
   */
  ProxyConfig config() {
    return config(required("--listen"), required("--upstream")).name(value("--name")).build();
  }

  /**
   * The template for the proxies of the server; name, addresses and enabled come from elsewhere.
   *
   * @throws IllegalArgumentException where a probability is out of range
   */
  ProxyConfig template() {
    return config(NOWHERE, NOWHERE).build();
  }

  /** The template for proxies that are made beside that of the plain command: its limits alone. */
  ProxyConfig limits() {
    return limited(NOWHERE).build();
  }

  private ProxyConfigBuilder config(HostPort listen, HostPort upstream) {
    return limited(upstream)
        .listen(listen)
        .connectionDuration(millis("--connection-duration-ms"))
        .network(value("--network"))
        .faults(faults())
        .with(this::set);
  }

  private ProxyConfigBuilder limited(HostPort upstream) {
    return ProxyConfig.to(upstream)
        .connectTimeout(millis("--connect-timeout-ms"))
        .delayWindowBytes(value("--delay-window-bytes"));
  }

  private void set(Knobs knobs) {
    knobs.delay().set(millis("--delay-ms"));
    knobs.throttle().set(this.<Long>value("--throttle-rate-bytes"));
    knobs.slice().set(this.<Long>value("--slice-size-bytes"));
    knobs.termination().set(probability("--terminate-probability-rate"));
    knobs.corruption().set(probability("--corrupt-probability-rate"));
  }

  /**
   * The faults that a proxy starts with.
   *
   * @throws ParameterException if two of them have the same name
   */
  private List<FaultSpec> faults() {
    List<FaultSpec> faults = value("--fault");
    Set<String> names = new HashSet<>();
    for (FaultSpec each : faults == null ? List.<FaultSpec>of() : faults) {
      if (!names.add(each.name())) {
        String what = "Invalid value for option '--fault': there are two named " + each.name();
        throw new ParameterException(command.commandLine(), what);
      }
    }
    return faults == null ? List.of() : faults;
  }

  /** Where the API of the plain command listens, or null for nowhere. */
  HostPort api() {
    return value("--api");
  }

  /** Where the API of the server listens. */
  HostPort serverApi() {
    return new HostPort(value("--host"), Math.toIntExact(value("--port")));
  }

  /** The proxies that the server begins with, or null. */
  Path configFile() {
    return value("--config");
  }

  /** Who may use the API. */
  ApiOptions access() {
    Set<String> hosts = value("--api-host");
    return new ApiOptions(value("--api-token"), hosts == null ? Set.of() : hosts);
  }

  /** The seed that is given, or one drawn now. */
  long seed() {
    Long seed = value("--random-seed");
    return seed == null ? new SplittableRandom().nextLong() : seed;
  }

  LogLevel logLevel() {
    return value("--log-level");
  }

  private Duration millis(String flag) {
    return Duration.ofMillis(this.<Long>value(flag));
  }

  private double probability(String flag) {
    double probability = this.<Double>value(flag);
    if (!(probability >= 0.0 && probability <= 1.0)) {
      String given = command.findOption(flag).originalStringValues().get(0);
      throw new IllegalArgumentException(flag + " must be between 0.0 and 1.0 (got " + given + ")");
    }
    return probability;
  }

  /** Not by picocli, which would require it of {@code demo} too. */
  private HostPort required(String flag) {
    OptionSpec spec = command.findOption(flag);
    if (spec.getValue() == null) {
      List<ArgSpec> missing = List.of(spec);
      String message = "Missing required option: '" + flag + "=" + spec.paramLabel() + "'";
      throw new MissingParameterException(command.commandLine(), missing, message);
    }
    return spec.getValue();
  }

  @SuppressWarnings("TypeParameterUnusedInFormals") // picocli knows the type
  private <T> T value(String flag) {
    return command.findOption(flag).getValue();
  }
}
