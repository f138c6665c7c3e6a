package io.trixter.proxy.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trixter.netem.fuzz.Fuzzed;
import io.trixter.proxy.HostConfig;
import io.trixter.proxy.ProxyConfig;
import io.trixter.proxy.model.Knobs;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Provide;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** Random command lines against a model of what each flag takes; nothing is ever started. */
class CommandLineFuzzTest {
  private static final BigInteger LONGEST = BigInteger.valueOf(Long.MAX_VALUE);
  private static final BigInteger MILLIS = BigInteger.valueOf(Long.MAX_VALUE / 1_000_000);

  /** A flag that takes a number: from where to where, and whether it may have a fraction. */
  private enum Flag {
    DELAY("--delay-ms", 0, MILLIS),
    THROTTLE("--throttle-rate-bytes", 0, LONGEST),
    SLICE("--slice-size-bytes", 0, LONGEST),
    DURATION("--connection-duration-ms", 0, MILLIS),
    TIMEOUT("--connect-timeout-ms", 1, MILLIS),
    WINDOW("--delay-window-bytes", 1, LONGEST),
    BUDGET("--delay-budget-bytes", 1, LONGEST),
    THREADS("--threads", 1, BigInteger.valueOf(1024)),
    SEED("--random-seed", 0, new BigInteger("18446744073709551615")),
    TERMINATION("--terminate-probability-rate", 0, null),
    CORRUPTION("--corrupt-probability-rate", 0, null);

    private final String name;
    private final BigInteger min;
    private final BigInteger max;

    Flag(String name, long min, BigInteger max) {
      this.name = name;
      this.min = BigInteger.valueOf(min);
      this.max = max;
    }

    /** The exit code that a value leads to; 0 where it is taken. */
    int judge(String value) {
      if (max == null) {
        return judgeProbability(value);
      }
      if (!value.matches("[+-]?[0-9]+")) {
        return 2;
      }
      BigInteger number = new BigInteger(value);
      return number.compareTo(min) < 0 || number.compareTo(max) > 0 ? 2 : 0;
    }

    private static int judgeProbability(String value) {
      if (value.matches("(?i)nan|inf|infinity")) {
        return 1;
      }
      if (!value.matches("[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]{1,4})?")) {
        return 2;
      }
      BigDecimal number = new BigDecimal(value);
      return number.signum() < 0 && Double.parseDouble(value) != 0.0
              || Double.parseDouble(value) > 1.0
          ? 1
          : 0;
    }
  }

  @Provide
  Arbitrary<Map<Flag, String>> flags() {
    Arbitrary<String> numbers =
        Arbitraries.oneOf(
            Arbitraries.of(
                "0",
                "1",
                "-1",
                "+1",
                "-0",
                "007",
                "9223372036854",
                "9223372036855",
                "9223372036854775807",
                "9223372036854775808",
                "18446744073709551615",
                "18446744073709551616",
                "1024",
                "1025",
                "0.0",
                "1.0",
                "0.5",
                ".5",
                "5.",
                "1e-3",
                "1e999",
                "-1e-999",
                "1.0000000000000001",
                "NaN",
                "inf",
                "-inf",
                "Infinity",
                "1d",
                "0x1",
                "1_000",
                "1,5",
                "abc",
                "e",
                ".",
                "+",
                "1 ",
                " 1",
                "١",
                "１",
                "\u0000"),
            Arbitraries.longs().map(String::valueOf),
            Arbitraries.bigIntegers().map(String::valueOf),
            Arbitraries.doubles().map(String::valueOf),
            Arbitraries.strings()
                .ofMinLength(1)
                .ofMaxLength(6)
                .filter(CommandLineFuzzTest::isValue));
    return Arbitraries.maps(Arbitraries.of(Flag.class), numbers)
        .ofMaxSize(6)
        .map(LinkedHashMap::new);
  }

  /** Whether picocli may take it for nothing but a value, as {@code --flag=text}. */
  private static boolean isValue(String text) {
    return text.codePoints().allMatch(c -> c >= ' ' && c != '"' && c != '\'');
  }

  @Fuzzed
  void takesWhatIsInRangeAndNamesTheFlagAndTheValueOfWhatIsNot(
      @ForAll("flags") Map<Flag, String> flags) {
    List<String> args = new ArrayList<>(List.of("-l", "127.0.0.1:0", "-c", "db:5432"));
    flags.forEach((flag, value) -> args.add(flag.name + "=" + value));
    int worst =
        flags.entrySet().stream().mapToInt(e -> e.getKey().judge(e.getValue())).max().orElse(0);

    if (worst == 0) {
      check(accepted(args), flags);
      return;
    }
    int code = worst;
    String refusal = refusal(args);
    assertThat(refusal).startsWith(code + " ");
    assertThat(flags.entrySet().stream().filter(e -> e.getKey().judge(e.getValue()) == code))
        .anySatisfy(
            bad ->
                assertThat(refusal)
                    .contains(bad.getKey().name, bad.getValue().replaceAll("\\p{Cc}", "?")));
  }

  private static Options accepted(List<String> args) {
    CommandLine trixter = Main.commandLine(Map.of(), new ExitHooks());
    trixter.parseArgs(args.toArray(String[]::new));
    Options options = new Options(trixter.getCommandSpec());
    options.config();
    options.host();
    return options;
  }

  private static void check(Options options, Map<Flag, String> flags) {
    ProxyConfig config = options.config();
    HostConfig host = options.host();
    Knobs up = config.defaults().upstream();
    Knobs down = config.defaults().downstream();
    flags.forEach(
        (flag, value) -> {
          switch (flag) {
            case DELAY -> assertThat(up.delay().get().toMillis()).isEqualTo(number(value));
            case THROTTLE -> assertThat(down.throttle().get()).isEqualTo(number(value));
            case SLICE -> assertThat(up.slice().get()).isEqualTo(number(value));
            case DURATION ->
                assertThat(config.connectionDuration().toMillis()).isEqualTo(number(value));
            case TIMEOUT -> assertThat(config.connectTimeout().toMillis()).isEqualTo(number(value));
            case WINDOW -> assertThat(config.delayWindowBytes()).isEqualTo(number(value));
            case BUDGET -> assertThat(host.delayBudgetBytes()).isEqualTo(number(value));
            case THREADS -> assertThat(host.threads()).isEqualTo((int) number(value));
            case SEED -> assertThat(host.seed()).isEqualTo(number(value));
            case TERMINATION -> assertThat(down.termination().get()).isEqualTo(fraction(value));
            default -> assertThat(up.corruption().get()).isEqualTo(fraction(value));
          }
        });
  }

  private static long number(String value) {
    return new BigInteger(value).longValue();
  }

  private static double fraction(String value) {
    return Double.parseDouble(value) + 0.0; // -0.0 is 0
  }

  @Provide
  Arbitrary<List<String>> anything() {
    Arbitrary<String> known =
        Arbitraries.of(
            "-l",
            "--listen",
            "-c",
            "--upstream",
            "-a",
            "--api",
            "127.0.0.1:0",
            "x:1",
            "[::1]:5",
            "[::1",
            "::1",
            ":",
            "x:",
            "x:65536",
            "x:-1",
            "[]:1",
            "--api-token",
            "--api-token=",
            "--api-host",
            "--api-host=x",
            "--log-level",
            "info",
            "loud",
            "-h",
            "--help",
            "-V",
            "--version",
            "--version=x",
            "--",
            "-",
            "@file",
            "demo",
            "--once",
            "-lx:1",
            "-hV",
            "--delay-ms",
            "5",
            "--li",
            "--LISTEN",
            "-cx:0",
            "''",
            "\"\"",
            "${env:HOME}",
            "${sys:x}");
    Arbitrary<String> any = Arbitraries.strings().ofMaxLength(8);
    return Combinators.combine(Arbitraries.integers().between(0, 9), known, any)
        .as((die, word, noise) -> die == 0 ? noise : word)
        .list()
        .ofMaxSize(9);
  }

  @Fuzzed
  void refusesAnythingElseInOneLine(@ForAll("anything") List<String> args) {
    CommandLine trixter = Main.commandLine(Map.of(), new ExitHooks());
    try {
      CommandLine.ParseResult parsed = trixter.parseArgs(args.toArray(String[]::new));
      if (!parsed.isUsageHelpRequested() && !parsed.isVersionHelpRequested()) {
        return; // it might start
      }
    } catch (ParameterException e) {
      assertThat(refusal(args)).startsWith("2 ");
    }
  }

  /** The exit code, a space and the one line that is said of it. */
  private static String refusal(List<String> args) {
    assertThatThrownBy(() -> accepted(args)).as("else it would start").isNotNull();
    StringWriter said = new StringWriter();
    CommandLine trixter = Main.commandLine(Map.of(), new ExitHooks());
    trixter.setErr(new PrintWriter(said, true));
    int code = trixter.execute(args.toArray(String[]::new));
    assertThat(said.toString()).hasLineCount(1).doesNotContain("Exception", "\tat ");
    return code + " " + said;
  }
}
