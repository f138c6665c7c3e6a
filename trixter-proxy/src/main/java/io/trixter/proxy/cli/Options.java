package io.trixter.proxy.cli;

import io.trixter.proxy.HostConfig;
import io.trixter.proxy.ProxyConfig;
import io.trixter.proxy.api.ApiOptions;
import io.trixter.proxy.model.HostPort;
import io.trixter.proxy.model.Knobs;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** What a command's flags ask for, once picocli has read them. */
final class Options {
  private final CommandSpec command;

  Options(CommandSpec command) {
    this.command = command;
  }

  /**
   * How to start the proxy.
   *
   * @throws MissingParameterException where an address is missing
   * @throws IllegalArgumentException where a probability is out of range
   */
  ProxyConfig config() {
    return ProxyConfig.to(required("--upstream"))
        .listen(required("--listen"))
        .with(this::set)
        .connectTimeout(millis("--connect-timeout-ms"))
        .connectionDuration(millis("--connection-duration-ms"))
        .delayWindowBytes(value("--delay-window-bytes"))
        .build();
  }

  /** What the proxies of the program share. */
  HostConfig host() {
    return new HostConfig(
        seed(), Math.toIntExact(value("--threads")), value("--delay-budget-bytes"));
  }

  /** Where the API listens, or null for nowhere. */
  HostPort api() {
    return value("--api");
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

  private void set(Knobs knobs) {
    knobs.delay().set(millis("--delay-ms"));
    knobs.throttle().set(this.<Long>value("--throttle-rate-bytes"));
    knobs.slice().set(this.<Long>value("--slice-size-bytes"));
    knobs.termination().set(probability("--terminate-probability-rate"));
    knobs.corruption().set(probability("--corrupt-probability-rate"));
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

  private <T> T value(String flag) {
    return command.findOption(flag).getValue();
  }
}
