package io.trixter.proxy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.netem.kernel.DelayBudget;
import io.trixter.netem.nio.Engine;
import io.trixter.proxy.ProxyConfig;
import io.trixter.proxy.fault.FaultSpec;
import io.trixter.proxy.model.Direction;
import io.trixter.proxy.model.HostPort;
import io.trixter.proxy.model.Knobs;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class OptionsTest {
  private static final String NEEDED = "-l 127.0.0.1:0 -c db:5432 ";

  @Test
  void needsNoMoreThanTwoAddresses() {
    Options options = options(NEEDED);
    ProxyConfig config = options.config();

    assertThat(config.listen()).isEqualTo("127.0.0.1:0");
    assertThat(config.upstream()).isEqualTo("db:5432");
    assertThat(config.connectTimeout()).isEqualTo(Duration.ofSeconds(10));
    assertThat(config.connectionDuration()).isZero();
    assertThat(config.delayWindowBytes()).isEqualTo(64 << 20);
    assertThat(options.host().delayBudgetBytes()).isEqualTo(DelayBudget.defaultBytes());
    assertThat(options.host().threads()).isEqualTo(Runtime.getRuntime().availableProcessors());
    assertThat(options.host().engine()).isEqualTo(Engine.configured());
    assertThat(config.defaults().upstream().delay().get()).isZero();
    assertThat(config.defaults().upstream().termination().get()).isZero();
    assertThat(config.network()).isNull();
    assertThat(options.api()).isNull();
    assertThat(options.access().token()).isNull();
    assertThat(options.access().hosts()).isEmpty();
    assertThat(options.logLevel()).isEqualTo(LogLevel.INFO);
  }

  @Test
  void theNetworkIsForTheProxyAndNotForThoseThatTheApiMakes() {
    Options options = options(NEEDED + "--network Edge --fault noop:name=n");

    assertThat(options.config().allFaults())
        .extracting(FaultSpec::name)
        .containsExactly(
            "edge_bandwidth_upstream",
            "edge_latency_upstream",
            "edge_bandwidth_downstream",
            "edge_latency_downstream",
            "n");
    assertThat(options.limits().allFaults()).isEmpty();
  }

  @Test
  void drawsTheSeedThatIsNotGiven() {
    Options options = options(NEEDED);

    assertThat(options.seed()).isNotEqualTo(options.seed());
  }

  @Test
  void setsTheDefaultsOfBothDirections() {
    ProxyConfig config =
        options(
                NEEDED
                    + "--delay-ms 9223372036854 --throttle-rate-bytes 9223372036854775807"
                    + " --slice-size-bytes 3 --terminate-probability-rate 1e-3"
                    + " --corrupt-probability-rate 1")
            .config();

    for (Direction direction : Direction.values()) {
      Knobs knobs = config.defaults().of(direction);
      assertThat(knobs.delay().get()).isEqualTo(Duration.ofMillis(9223372036854L));
      assertThat(knobs.jitter().get()).isZero();
      assertThat(knobs.throttle().get()).isEqualTo(Long.MAX_VALUE);
      assertThat(knobs.slice().get()).isEqualTo(3);
      assertThat(knobs.termination().get()).isEqualTo(0.001);
      assertThat(knobs.corruption().get()).isEqualTo(1.0);
    }
  }

  @Test
  void takesTheRest() {
    Options options =
        options(
            NEEDED
                + "-a [::1]:0 --connection-duration-ms 600 --random-seed 18446744073709551615"
                + " --connect-timeout-ms 5 --delay-window-bytes 6 --delay-budget-bytes 7"
                + " --threads 8 --engine auto --api-token T --api-host a --api-host b");
    ProxyConfig config = options.config();

    assertThat(options.api()).isEqualTo(new HostPort("::1", 0));
    assertThat(config.connectionDuration()).isEqualTo(Duration.ofMillis(600));
    assertThat(options.host().seed()).isEqualTo(-1);
    assertThat(config.connectTimeout()).isEqualTo(Duration.ofMillis(5));
    assertThat(config.delayWindowBytes()).isEqualTo(6);
    assertThat(options.host().delayBudgetBytes()).isEqualTo(7);
    assertThat(options.host().threads()).isEqualTo(8);
    assertThat(options.host().engine()).isEqualTo(Engine.AUTO);
    assertThat(options.access().token()).isEqualTo("T");
    assertThat(options.access().hosts()).containsExactlyInAnyOrder("a", "b");
  }

  @ParameterizedTest
  @CsvSource({"-0, 0", "+7, 7", "007, 7", "18446744073709551615, -1"})
  void takesASeedInEveryUsualWay(String text, long seed) {
    assertThat(options(NEEDED + "--random-seed=" + text).host().seed()).isEqualTo(seed);
  }

  @ParameterizedTest
  @ValueSource(strings = {"--api x:1", "--api=x:1", "-a x:1", "-ax:1", "-a=x:1"})
  void takesAValueInEveryUsualWay(String flag) {
    assertThat(options(NEEDED + flag).api()).isEqualTo(new HostPort("x", 1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"demo", "-5", "@file", "'T'", "--T"})
  void takesAValueAsItIs(String value) {
    assertThat(options(NEEDED + "--api-token " + value).access().token()).isEqualTo(value);
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "1, 1", "0.25, 0.25", ".5, 0.5", "1., 1", "+1E-2, 0.01", "-0.0, 0"})
  void takesAProbabilityInEveryUsualWay(String text, double probability) {
    ProxyConfig config = options(NEEDED + "--corrupt-probability-rate " + text).config();

    assertThat(config.defaults().upstream().corruption().get()).isEqualTo(probability);
  }

  @Test
  void takesTheTokenFromTheEnvironmentUnlessAFlagGivesIt() {
    Map<String, String> environment = Map.of("TRIXTER_API_TOKEN", "E");

    assertThat(options(NEEDED, environment).access().token()).isEqualTo("E");
    assertThat(options(NEEDED + "--api-token T", environment).access().token()).isEqualTo("T");
    assertThat(options(NEEDED, Map.of("TRIXTER_API_TOKEN", "")).access().token()).isNull();
  }

  @Test
  void takesTheLogLevelFromTheEnvironmentUnlessAFlagGivesIt() {
    Map<String, String> environment = Map.of("TRIXTER_LOG", "error");

    assertThat(options(NEEDED, environment).logLevel()).isEqualTo(LogLevel.ERROR);
    assertThat(options(NEEDED + "--log-level Off", environment).logLevel()).isEqualTo(LogLevel.OFF);
    assertThat(options(NEEDED, Map.of("TRIXTER_LOG", "")).logLevel()).isEqualTo(LogLevel.INFO);
  }

  private static Options options(String line) {
    return options(line, Map.of());
  }

  private static Options options(String line, Map<String, String> environment) {
    CommandLine trixter = Main.commandLine(environment, new ExitHooks());
    trixter.parseArgs(line.split(" "));
    return new Options(trixter.getCommandSpec());
  }
}
