package io.trixter.proxy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What is refused: one line that names the flag and the value, and an exit code. */
class RefusalsTest {
  private static final String HEADER =
      "{\"format\":\"trixter-record\",\"version\":1,\"seed\":\"7\",\"configuration\":\"\"}";
  private static final String NEEDED = "-l 127.0.0.1:0 -c db:5432 ";
  private static final String ADDRESS = "': must be host:port or [v6]:port (got ";

  @ParameterizedTest
  @CsvSource({
    "--nosuch, Unknown option: '--nosuch'",
    "-x, Unknown option: '-x'",
    "x, Unmatched argument at index 4: 'x'",
    "-, Unmatched argument at index 4: '-'",
    "@file, Unmatched argument at index 4: '@file'",
    "--threads, Missing required parameter for option '--threads' (N)",
    "--threads --api x:1, Expected parameter for option '--threads' but found '--api'",
    "--version=yes, 'Invalid value for option ''--version'': ''yes'' is not a boolean'",
    "--delay-ms 1 --delay-ms 2, option '--delay-ms' (MS) should be specified only once",
    "--once, Unknown option: '--once'",
    "demo, --listen is not a flag of demo",
    "server, --listen is not a flag of server"
  })
  void whatItDoesNotKnow(String flags, String message) {
    assertThat(refusal(NEEDED + flags)).isEqualTo("2 " + message);
  }

  @ParameterizedTest
  @CsvSource({
    "-l x:1, Missing required option: '--upstream=ADDR'",
    "-c x:1, Missing required option: '--listen=ADDR'",
    "-l nope -c x:1, Invalid value for option '--listen" + ADDRESS + "nope)",
    "-l x:70000 -c x:1, Invalid value for option '--listen" + ADDRESS + "x:70000)",
    "-l x:1 -c y -a x:1, Invalid value for option '--upstream" + ADDRESS + "y)",
    "-l x:1 -c x:1 -a ::1, Invalid value for option '--api" + ADDRESS + "::1)",
    "-l x:1 -c x:0, Invalid value for option '--upstream': needs a port (got x:0)"
  })
  void addressesThatAreNone(String line, String message) {
    assertThat(refusal(line)).isEqualTo("2 " + message);
  }

  @ParameterizedTest
  @CsvSource({
    "--delay-ms, -5, 0, 9223372036854",
    "--delay-ms, abc, 0, 9223372036854",
    "--delay-ms, 9223372036855, 0, 9223372036854",
    "--connect-timeout-ms, 0, 1, 9223372036854",
    "--slice-size-bytes, 1.5, 0, 9223372036854775807",
    "--throttle-rate-bytes, 9223372036854775808, 0, 9223372036854775807",
    "--delay-window-bytes, 0, 1, 9223372036854775807",
    "--random-seed, -1, 0, 18446744073709551615",
    "--random-seed, 18446744073709551616, 0, 18446744073709551615",
    "--delay-ms, ١, 0, 9223372036854",
    "--random-seed, １, 0, 18446744073709551615",
    "--threads, 0, 1, 1024"
  })
  void integersThatAreNoneOrOutOfRange(String flag, String value, String min, String max) {
    assertThat(refusal(NEEDED + flag + " " + value))
        .isEqualTo(
            "2 Invalid value for option '%s': must be an integer between %s and %s (got %s)",
            flag, min, max, value);
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "1d", "0x1p-3", "1e", ".", "1,5"})
  void probabilitiesThatAreNoNumbers(String value) {
    assertThat(refusal(NEEDED + "--corrupt-probability-rate " + value))
        .isEqualTo(
            "2 Invalid value for option '--corrupt-probability-rate': must be a number (got "
                + value
                + ")");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.5", "NaN", "inf", "-0.5", "1e999"})
  void probabilitiesOutOfRangeWithOne(String value) {
    assertThat(refusal(NEEDED + "--terminate-probability-rate " + value))
        .isEqualTo("1 --terminate-probability-rate must be between 0.0 and 1.0 (got %s)", value);
  }

  @Test
  void findsEveryUsageErrorBeforeAProbabilityOutOfRange() {
    assertThat(refusal(NEEDED + "--terminate-probability-rate 2 --corrupt-probability-rate x"))
        .startsWith("2 ")
        .contains("--corrupt-probability-rate", "(got x)");
    assertThat(refusal("-l x:1 --terminate-probability-rate 2")).startsWith("2 ");
  }

  @ParameterizedTest
  @CsvSource({
    "--listen x:1, 'Unknown options: ''--listen'', ''x:1'''",
    "-a x:1, 'Unknown options: ''-a'', ''x:1'''",
    "--name x, 'Unknown options: ''--name'', ''x'''",
    "--port 65536, Invalid value for option '--port': must be an integer between 0 and 65535 (got"
        + " 65536)",
    "-host=, Invalid value for option '--host': must not be empty",
    "-seed 18446744073709551616, Invalid value for option '--random-seed': must be an integer"
        + " between -9223372036854775808 and 18446744073709551615 (got 18446744073709551616)"
  })
  void whatTheServerDoesNotTake(String flags, String message) {
    assertThat(refusal("server " + flags)).isEqualTo("2 " + message);
  }

  @Test
  void flagsOfTheServerBeforeItsName() {
    assertThat(refusal("--delay-ms 5 server")).isEqualTo("2 --delay-ms must follow server");
  }

  @ParameterizedTest
  @CsvSource({
    "nosuch, 'type must be one of latency, bandwidth,'",
    "latency:latency=x, latency must be whole ms between",
    "latency:x=1, 'latency has no attribute x (it has latency, jitter)'",
    "flap:toxicity=0.5, 'toxicity of flap must be 1 or more, because'",
    "reject:first=x, first must be a whole number",
    "latency --fault latency, there are two named latency_downstream"
  })
  void faultsThatAreNone(String fault, String reason) {
    assertThat(refusal(NEEDED + "--fault " + fault))
        .startsWith("2 Invalid value for option '--fault'")
        .contains(reason);
  }

  @ParameterizedTest
  @ValueSource(strings = {NEEDED, "server "})
  void aNetworkThatIsNone(String command) {
    assertThat(refusal(command + "--network 5g"))
        .startsWith("2 Invalid value for option '--network': network must be one of dial-up, gprs,")
        .endsWith(", satellite (got 5g)");
  }

  @ParameterizedTest
  @CsvSource({
    "--random-seed 1, --random-seed",
    "--terminate-probability-rate 0.5, --terminate-probability-rate",
    "--corrupt-probability-rate 0, --corrupt-probability-rate",
    "--record x, --record"
  })
  void flagsOfChanceBesideAReplay(String flags, String named) {
    String message = "2 " + named + " must not be given with --replay";
    assertThat(refusal(NEEDED + "--replay nosuch " + flags)).isEqualTo(message);
    assertThat(refusal("server --replay nosuch " + flags)).isEqualTo(message);
  }

  @Test
  void theServersOtherNameOfTheSeedBesideAReplay() {
    assertThat(refusal("server --replay nosuch -seed 1"))
        .isEqualTo("2 --random-seed must not be given with --replay");
  }

  @ParameterizedTest
  @ValueSource(strings = {NEEDED, "server "})
  void anEngineThatIsNone(String command) {
    assertThat(refusal(command + "--engine epoll"))
        .isEqualTo(
            "2 Invalid value for option '--engine': must be nio, io_uring or auto (got epoll)");
  }

  @Test
  void recordsThatAreNoneWithOne(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("f");
    assertThat(refusal(NEEDED + "--replay " + file))
        .isEqualTo("1 cannot read " + file + ": no such file");
    assertThat(replayed(file, "")).isEqualTo("1 " + file + ":1: the file is empty");
    assertThat(replayed(file, "[]")).startsWith("1 " + file + ":1: ");
    assertThat(replayed(file, HEADER + "\n"))
        .isEqualTo("1 " + file + ":2: the last line is missing");
    assertThat(replayed(file, HEADER + "\n{\"owner\":3}")).startsWith("1 " + file + ":2: ");
  }

  private static String replayed(Path file, String content) throws IOException {
    Files.writeString(file, content);
    return refusal(NEEDED + "--replay " + file);
  }

  @Test
  void aNameThatIsEmpty() {
    assertThat(refusal(NEEDED + "--name="))
        .isEqualTo("2 Invalid value for option '--name': must not be empty");
  }

  @Test
  void aTokenThatIsEmpty() {
    assertThat(refusal(NEEDED + "--api-token="))
        .isEqualTo("2 Invalid value for option '--api-token': must not be empty");
  }

  @Test
  void aLogLevelThatIsNone() {
    String message = "2 Invalid value for option '--log-level': expected one of ";

    assertThat(refusal(NEEDED + "--log-level loud")).startsWith(message).endsWith("'loud'");
    assertThat(refusal(Map.of("TRIXTER_LOG", "loud"), NEEDED.split(" ")))
        .startsWith(message)
        .endsWith("'loud'");
  }

  @Test
  void nameThatCannotBeListenedOnWithOne() {
    assertThat(refusal("-l nosuch.invalid:0 -c x:1"))
        .isEqualTo("1 cannot listen on nosuch.invalid:0: unknown host");
  }

  @Test
  void keepsAMessageToOneLine() {
    assertThat(refusal(Map.of(), "--a\nb\u0085")).isEqualTo("2 Unknown option: '--a?b?'");
  }

  /** The exit code, a space and the one line that was written. */
  private static String refusal(String line) {
    return refusal(Map.of(), line.split(" "));
  }

  private static String refusal(Map<String, String> environment, String... args) {
    StringWriter written = new StringWriter();
    CommandLine trixter = Main.commandLine(environment, new ExitHooks());
    trixter.setErr(new PrintWriter(written, true));
    int exitCode = trixter.execute(args);
    assertThat(written.toString()).hasLineCount(1);
    return exitCode + " " + written.toString().stripTrailing();
  }
}
