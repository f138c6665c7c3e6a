package io.trixter.proxy.cli;

import static io.trixter.proxy.cli.Flags.flag;
import static io.trixter.proxy.cli.Flags.integer;

import io.trixter.netem.Network;
import io.trixter.netem.kernel.DelayBudget;
import io.trixter.netem.nio.Engine;
import io.trixter.proxy.ProxyConfig;
import io.trixter.proxy.fault.FaultSpec;
import io.trixter.proxy.model.HostPort;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.OptionSpec;

/** The flags of the proxy, in the order in which the help shows them. */
final class ProxyFlags {
  static final String RECORD = "--record";
  static final String REPLAY = "--replay";
  private static final ProxyConfig USUAL = ProxyConfig.to("upstream:0").build();
  private static final Range MILLIS = new Range(0, Long.MAX_VALUE / 1_000_000);
  private static final Range MILLIS_FROM_1 = new Range(1, MILLIS.max());
  private static final Range FROM_0 = new Range(0, Long.MAX_VALUE);
  private static final Range FROM_1 = new Range(1, Long.MAX_VALUE);
  private static final Range THREADS = new Range(1, 1024);
  private static final Range PORTS = new Range(0, 65535);

  private ProxyFlags() {}

  /** The flags of the plain command. */
  static OptionSpec[] all(Map<String, String> environment) {
    OptionSpec[] own = {
      address(Values::address, "where clients connect; port 0 picks one", "-l", "--listen"),
      address(Values::upstream, "where connections go; looked up each time", "-c", "--upstream"),
      address(Values::address, "where the REST API listens; default nowhere", "-a", "--api"),
      flag("NAME", String.class, Values::name, "the proxy's name; default trixter", "--name")
          .defaultValue(ProxyConfig.DEFAULT_NAME)
          .build()
    };
    return with(own, common(environment, Flags.seed(), Flags.logLevel(environment, LogLevel.INFO)));
  }

  /** The flags of the server, which makes its proxies while it runs. */
  static OptionSpec[] ofServer(Map<String, String> environment) {
    OptionSpec[] own = {
      flag("HOST", String.class, Values::host, "where the API listens", "--host", "-host")
          .defaultValue("localhost")
          .build(),
      flag("PORT", Long.class, PORTS, "its port; default 8474; 0 picks one", "--port", "-port")
          .defaultValue("8474")
          .build(),
      flag(
              "FILE",
              Path.class,
              Values::path,
              "proxies to begin with, as POST /populate takes them, and their toxics",
              "--config",
              "-config")
          .build(),
      ignored("--proxy-metrics", "-proxy-metrics"),
      ignored("--runtime-metrics", "-runtime-metrics")
    };
    return with(own, common(environment, Flags.serverSeed(), Flags.serverLogLevel(environment)));
  }

  /** Toxiproxy's, which turn on what is always there. */
  private static OptionSpec ignored(String... names) {
    return OptionSpec.builder(names).description("accepted; GET /metrics is always there").build();
  }

  private static OptionSpec[] with(OptionSpec[] own, OptionSpec[] common) {
    OptionSpec[] all = Arrays.copyOf(own, own.length + common.length);
    System.arraycopy(common, 0, all, own.length, common.length);
    return all;
  }

  private static OptionSpec[] common(
      Map<String, String> environment, OptionSpec seed, OptionSpec logLevel) {
    return new OptionSpec[] {
      OptionSpec.builder("--fault")
          .paramLabel("TYPE[:KEY=VALUE,...]")
          .type(List.class)
          .auxiliaryTypes(FaultSpec.class)
          .converters((ITypeConverter<FaultSpec>) Values::fault)
          .description("a fault that a proxy starts with; may be repeated")
          .build(),
      flag(
              "NAME",
              Network.class,
              Values::network,
              "a ready-made network, such as edge",
              "--network")
          .build(),
      integer("--delay-ms", "MS", MILLIS, 0, "delay of each chunk; default 0, off"),
      integer("--throttle-rate-bytes", "B", FROM_0, 0, "bytes per second; default 0, off"),
      integer(
          "--slice-size-bytes",
          "B",
          FROM_0,
          0,
          "largest piece that leaves at once; default 0, off"),
      probability(
          "--terminate-probability-rate", "chance that a read or write resets; default 0.0, off"),
      probability(
          "--corrupt-probability-rate", "chance of garbage before a chunk; default 0.0, off"),
      integer(
          "--connection-duration-ms",
          "MS",
          MILLIS,
          0,
          "age at which a connection is reset; default 0, off"),
      seed,
      flag("FILE", Path.class, Values::path, "record what chance does; written at the end", RECORD)
          .build(),
      flag("FILE", Path.class, Values::path, "replay a record instead of drawing", REPLAY).build(),
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
          "most that a direction holds while delayed; default 64 MiB"),
      integer(
          "--delay-budget-bytes",
          "B",
          FROM_1,
          DelayBudget.defaultBytes(),
          "most that all hold; default a quarter of the heap, 256 MiB at most"),
      integer(
          "--threads",
          "N",
          THREADS,
          Runtime.getRuntime().availableProcessors(),
          "event loops; default one for each processor"),
      flag(
              "ENGINE",
              Engine.class,
              Values::engine,
              "what they wait on: nio, io_uring (Linux, Java 22) or auto; default nio",
              "--engine")
          .build(),
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
          .description("another Host that API requests may name; may be repeated")
          .build(),
      logLevel
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
