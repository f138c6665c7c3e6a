package io.trixter.proxy.cli;

import static io.trixter.proxy.cli.Flags.flag;
import static io.trixter.proxy.cli.Flags.integer;

import io.trixter.proxy.HostConfig;
import io.trixter.proxy.ProxyConfig;
import io.trixter.proxy.model.HostPort;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.OptionSpec;

/** The flags of the proxy, in the order in which the help shows them. */
final class ProxyFlags {
  private static final ProxyConfig USUAL = ProxyConfig.to("any").build();
  private static final HostConfig HOST = new HostConfig();
  private static final Range MILLIS = new Range(0, Long.MAX_VALUE / 1_000_000);
  private static final Range MILLIS_FROM_1 = new Range(1, MILLIS.max());
  private static final Range FROM_0 = new Range(0, Long.MAX_VALUE);
  private static final Range FROM_1 = new Range(1, Long.MAX_VALUE);
  private static final Range THREADS = new Range(1, 1024);

  private ProxyFlags() {}

  static OptionSpec[] all(Map<String, String> environment) {
    return new OptionSpec[] {
      address(Values::address, "where clients connect; port 0 picks one", "-l", "--listen"),
      address(Values::upstream, "where connections go; looked up each time", "-c", "--upstream"),
      address(Values::address, "where the REST API listens; default nowhere", "-a", "--api"),
      integer("--delay-ms", "MS", MILLIS, 0, "delay of each chunk; default 0, off"),
      integer("--throttle-rate-bytes", "B", FROM_0, 0, "bytes per second; default 0, off"),
      integer("--slice-size-bytes", "B", FROM_0, 0, "what leaves at once at most; default 0, off"),
      probability("--terminate-probability-rate", "chance that a read or write resets, 0.0..1.0"),
      probability("--corrupt-probability-rate", "chance of garbage before a chunk, 0.0..1.0"),
      integer("--connection-duration-ms", "MS", MILLIS, 0, "greatest age; default 0, no limit"),
      Flags.seed(),
      integer(
          "--connect-timeout-ms",
          "MS",
          MILLIS_FROM_1,
          USUAL.connectTimeout().toMillis(),
          "how long the upstream may take; default ${DEFAULT-VALUE}"),
      integer(
          "--delay-window-bytes",
          "B",
          FROM_1,
          USUAL.delayWindowBytes(),
          "what a direction may hold in delay; default 64 MiB"),
      integer(
          "--delay-budget-bytes",
          "B",
          FROM_1,
          HOST.delayBudgetBytes(),
          "what all may hold; default a quarter of the heap, 256 MiB at most"),
      integer(
          "--threads", "N", THREADS, HOST.threads(), "event loops; default one for each processor"),
      flag(
              "T",
              String.class,
              Values::token,
              "what API requests must bear; or TRIXTER_API_TOKEN",
              "--api-token")
          .defaultValue(Flags.variable(environment, "TRIXTER_API_TOKEN", null))
          .build(),
      OptionSpec.builder("--api-host")
          .paramLabel("NAME")
          .type(Set.class)
          .auxiliaryTypes(String.class)
          .description("one more Host that API requests may name; may be repeated")
          .build(),
      Flags.logLevel(environment, LogLevel.INFO)
    };
  }

  private static OptionSpec address(
      ITypeConverter<HostPort> reader, String help, String letter, String name) {
    return flag("ADDR", HostPort.class, reader, help, letter, name).build();
  }

  private static OptionSpec probability(String name, String help) {
    return flag("P", Double.class, Values::number, help, name).defaultValue("0.0").build();
  }
}
