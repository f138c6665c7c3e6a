package io.trixter.proxy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.netem.Networks;
import io.trixter.netem.nio.Engine;
import io.trixter.proxy.model.HostPort;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The flags of {@code trixter server}: ours, and Toxiproxy's in its own spelling. */
class ServerOptionsTest {
  @Test
  void needsNone() {
    Options options = options("server");

    assertThat(options.serverApi()).isEqualTo(new HostPort("localhost", 8474));
    assertThat(options.configFile()).isNull();
    assertThat(options.template().faults()).isEmpty();
    assertThat(options.template().defaults().isOff()).isTrue();
    assertThat(options.logLevel()).isEqualTo(LogLevel.INFO);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "server --host 0.0.0.0 --port 9000 --config f.json",
        "server --host=0.0.0.0 --port=9000 --config=f.json",
        "server -host 0.0.0.0 -port 9000 -config f.json",
        "server -host=0.0.0.0 -port=9000 -config=f.json",
        "server -host=0.0.0.0 -port=9000 -config=f.json -proxy-metrics -runtime-metrics",
        "server -host=0.0.0.0 -port=9000 -config=f.json --proxy-metrics=true -runtime-metrics=false"
      })
  void takesToxiproxysFlagsWithOneDashOrTwo(String line) {
    Options options = options(line);

    assertThat(options.serverApi()).isEqualTo(new HostPort("0.0.0.0", 9000));
    assertThat(options.configFile()).isEqualTo(Path.of("f.json"));
  }

  @ParameterizedTest
  @CsvSource({"::1", "[::1]"})
  void takesAnIpv6HostInBracketsOrWithout(String host) {
    assertThat(options("server -host " + host).serverApi()).hasToString("[::1]:8474");
  }

  @ParameterizedTest
  @CsvSource({
    "--seed 7, 7",
    "-seed=-1, -1",
    "-seed -9223372036854775808, -9223372036854775808",
    "--random-seed=18446744073709551615, -1"
  })
  void takesASeedSignedOrNot(String flag, long seed) {
    assertThat(options("server " + flag).host().seed()).isEqualTo(seed);
  }

  @Test
  void takesTheFlagsOfThePlainCommandForEachOfItsProxies() {
    Options options =
        options(
            "server --delay-ms 5 --connect-timeout-ms 6 --delay-window-bytes 7 --threads 8 --engine auto"
                + " --delay-budget-bytes 9 --api-token T --api-host a --log-level off"
                + " --fault latency:latency=100 --fault noop:name=n,stream=upstream --network edge");

    assertThat(options.template().defaults().upstream().delay().get()).hasMillis(5);
    assertThat(options.template().connectTimeout()).hasMillis(6);
    assertThat(options.template().delayWindowBytes()).isEqualTo(7);
    assertThat(options.host().threads()).isEqualTo(8);
    assertThat(options.host().engine()).isEqualTo(Engine.AUTO);
    assertThat(options.host().delayBudgetBytes()).isEqualTo(9);
    assertThat(options.access().token()).isEqualTo("T");
    assertThat(options.logLevel()).isEqualTo(LogLevel.OFF);
    assertThat(options.template().faults())
        .extracting(fault -> fault.name() + " " + fault.attributes())
        .containsExactly("latency_downstream {latency=100, jitter=0}", "n {}");
    assertThat(options.template().network()).isSameAs(Networks.EDGE);
  }

  @ParameterizedTest
  @CsvSource({
    "'limit_time:time=5', '{time=5}'",
    "'reject:first=2', '{first=2}'",
    "'hang', '{first=0}'",
    "'slow_open:delay=7,first=1', '{delay=7, first=1}'",
    "'flap:up=1000,down=500,stream=upstream', '{up=1000, down=500}'"
  })
  void takesFaultsOfConnectionsAndOfTheProxy(String fault, String attributes) {
    assertThat(options("server --fault " + fault).template().faults())
        .extracting(each -> each.attributes().toString())
        .containsExactly(attributes);
  }

  @ParameterizedTest
  @CsvSource({
    "trace, TRACE",
    "debug, DEBUG",
    "info, INFO",
    "warn, WARN",
    "WARNING, WARN",
    "error, ERROR",
    "fatal, ERROR",
    "panic, ERROR",
    "disabled, OFF",
    "loud, INFO",
    "'', INFO"
  })
  void honoursToxiproxysLogLevel(String name, LogLevel level) {
    assertThat(options("server", Map.of("LOG_LEVEL", name)).logLevel()).isEqualTo(level);
  }

  @Test
  void prefersItsOwnLogLevel() {
    Map<String, String> both = Map.of("LOG_LEVEL", "trace", "TRIXTER_LOG", "error");

    assertThat(options("server", both).logLevel()).isEqualTo(LogLevel.ERROR);
    assertThat(options("server --log-level warn", both).logLevel()).isEqualTo(LogLevel.WARN);
  }

  private static Options options(String line) {
    return options(line, Map.of());
  }

  private static Options options(String line, Map<String, String> environment) {
    CommandLine trixter = Main.commandLine(environment, new ExitHooks());
    trixter.parseArgs(line.split(" "));
    return new Options(trixter.getSubcommands().get("server").getCommandSpec());
  }
}
