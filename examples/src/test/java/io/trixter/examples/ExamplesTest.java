package io.trixter.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ExamplesTest {
  private interface Program {
    void run(String[] args) throws Exception;
  }

  private static String outputOf(Program program) throws Exception {
    PrintStream console = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true, UTF_8));
    try {
      program.run(new String[0]);
    } finally {
      System.setOut(console);
    }
    String output = printed.toString(UTF_8).replace(System.lineSeparator(), "\n");
    console.print(output);
    return output;
  }

  private static int numberAfter(String label, String output) {
    Matcher number = Pattern.compile("(?m)^" + label + " (\\d+)").matcher(output);
    assertThat(number.find()).as(output).isTrue();
    return Integer.parseInt(number.group(1));
  }

  @Test
  void aKnobSetInTheProxyDelaysTheNextRoundTrip() throws Exception {
    String output = outputOf(ProxyInATest::main);
    assertThat(numberAfter("delayed:", output)).isGreaterThanOrEqualTo(50);
  }

  @Test
  void aFaultOfOneProxyLeavesAnotherOfItsProcessAlone() throws Exception {
    String output = outputOf(SeveralProxies::main);
    assertThat(numberAfter("database:", output)).isGreaterThanOrEqualTo(40);
    assertThat(output)
        .contains("event: opened proxy=database id=")
        .contains("event: proxy changed proxy=cache ")
        .contains("cache is up: false");
  }

  @Test
  void aFaultyChannelCarriesTheBytesUntilItIsTerminated() throws Exception {
    assertThat(outputOf(FaultyChannel::main))
        .contains("echo: hello")
        .containsPattern("ended: terminated \\(seed \\d+, connection 0, write 0\\)");
  }

  @Test
  void anAsynchronousFrameworkBearsAnEchoThatComesLateAndInPieces() throws Exception {
    String output = outputOf(SmartSocketOverFaults::main);
    assertThat(output)
        .containsPattern("undisturbed: \\d+ ms, hello, slow world\n")
        .containsPattern("late and in pieces: \\d+ ms, hello, slow world\n");
    assertThat(numberAfter("late and in pieces:", output))
        .as("18 bytes in 5 pieces, each 20 ms after the one before")
        .isGreaterThanOrEqualTo(100);
  }

  @Test
  void aClientRetriesUntilAConnectionLives() throws Exception {
    String output = outputOf(RetryAgainstTermination::main);
    assertThat(output)
        .containsPattern("attempt 1: terminated \\(seed 42, connection 0, (read|write) \\d+\\)\n")
        .endsWith("so far so good\n");
    assertThat(outputOf(RetryAgainstTermination::main)).as("the same seed").isEqualTo(output);
  }

  @Test
  void aReadTimesOutAndTheNextOneHasTheAnswer() throws Exception {
    String output = outputOf(TimeoutAgainstDelay::main);
    assertThat(numberAfter("timed out after", output)).isBetween(199, 30_000);
    assertThat(output).endsWith("then came: !\n");
  }

  @Test
  void anUploadTakesItsTimeVirtually() throws Exception {
    String output = outputOf(UploadAgainstThrottle::main);
    assertThat(output).contains("arrived: 1048576 bytes\n", "virtual time: 31 s\n");
    assertThat(numberAfter("real time:", output)).isLessThan(31_000);
  }

  @Test
  void aFaultOfOnesOwnDelaysWhatFollowsAMarkerOverASocketAndInAProxy() throws Exception {
    String output = outputOf(FaultOfYourOwn::main);
    assertThat(output)
        .contains("before, in virtual time: 0 ms\n", "behind, in virtual time: 30000 ms\n")
        .contains("before, in a proxy: ");
    assertThat(numberAfter("behind, in a proxy:", output)).isGreaterThanOrEqualTo(100);
  }

  @Test
  void slicesBreakAParserThatTrustsItsPieces() throws Exception {
    assertThat(outputOf(ParserAgainstSlices::main))
        .contains("naive, whole: naïve café\n")
        .contains("naive, sliced: na\uFFFD\uFFFDve caf\uFFFD\uFFFD\n")
        .contains("careful, sliced: naïve café\n");
  }

  @Test
  void aChecksumRefusesGarbageUntilTheMessageIsThrough() throws Exception {
    assertThat(outputOf(ChecksumAgainstCorrupter::main))
        .contains("attempt 1: refused, ")
        .endsWith("accepted 'transfer 100'\n");
  }

  @Test
  void aChecksumTellsWhichBlocksHaveFlippedBitsAndAWeakOneDoesNot() throws Exception {
    String output = outputOf(ChecksumAgainstFlippedBits::main);
    assertThat(output)
        .containsPattern("TCP's sum: sent \\d+ blocks for 2000, [1-9]\\d* wrong\n")
        .containsPattern("CRC-32: sent \\d+ blocks for 2000, 0 wrong\n");
    assertThat(numberAfter("CRC-32: sent", output)).as("some were damaged").isGreaterThan(2000);
  }

  @Test
  void aFailureIsReplayedByteByByteAndShrinksToTwoFlips() throws Exception {
    assertThat(outputOf(ShrinkAFailure::main))
        .containsPattern("recorded: (block \\d+ is damaged)\nevents: \\d{3,}\nreplayed: \\1\n")
        .containsPattern("these 2 events are enough:\n  the flip of bit .+\n  the flip of bit ");
  }

  @Test
  void anHttpRetryPolicyMeetsTwoFailuresAndThenSuccess() throws Exception {
    assertThat(outputOf(HttpRetryAgainstRefusal::main))
        .matches(
            """
            \\Q  attempt 1: Failed to connect to \\E.+
            \\Q  attempt 2: Failed to connect to \\E.+
            refused, 2 attempts: gave up
            \\Q  attempt 1: Failed to connect to \\E.+
            \\Q  attempt 2: Failed to connect to \\E.+
            refused, 3 attempts: hello
              attempt 1: Connection reset
              attempt 2: Connection reset
            reset, 3 attempts: hello
            """);
  }

  @Test
  void aCircuitBreakerOpensWhileTheServiceIsDownAndClosesWhenItIsUp() throws Exception {
    String output = outputOf(CircuitBreakerAgainstFlap::main);
    assertThat(output)
        .contains("call: kept away\n")
        .containsSubsequence("call: ", "from CLOSED to OPEN\n", "from OPEN to HALF_OPEN\n")
        .endsWith("breaker: State transition from HALF_OPEN to CLOSED\n");
  }

  @Test
  void aDownloadResumesWhereEachConnectionEndedUntilTheFileIsWhole() throws Exception {
    String output = outputOf(DownloadThatResumes::main);
    assertThat(numberAfter("attempt 1:", output)).isBetween(1, 30_000);
    assertThat(numberAfter("attempt 2:", output))
        .isGreaterThan(numberAfter("attempt 1:", output))
        .isLessThanOrEqualTo(60_000);
    assertThat(output).endsWith(": 100000 bytes, complete\nwhole: true\n");
  }

  @Test
  void aDownloadTakesWhatTheFiguresOfItsNetworkSay() throws Exception {
    // 60,000 bytes at 30,000, 200,000 and 2,500,000 a second, after a round trip
    assertThat(outputOf(DownloadOverNetworks::main))
        .isEqualTo("edge: 2840 ms\n3g: 600 ms\nfiber: 28 ms\n");
  }

  @Test
  @Tag("heavy")
  void aJdbcRetryPolicyMeetsTwoFailuresAndThenSuccess() throws Exception {
    Platform.assumePostgresRuns();
    assertThat(outputOf(JdbcRetryAgainstReject::main))
        .matches(
            """
            attempt 1: 08001 .+
            attempt 2: 08001 .+
            answer: 42
            (?s)attempt 1: 42703 .+
            not retried: 42703
            """);
  }

  @Test
  @Tag("heavy")
  void aJdbcDriverMeetsDelayAndTerminationAndReconnects() throws Exception {
    Platform.assumePostgresRuns();
    String output = outputOf(JdbcThroughProxy::main);
    assertThat(numberAfter("delayed:", output)).isGreaterThanOrEqualTo(100);
    assertThat(output)
        .contains("server: PostgreSQL ")
        .containsPattern("terminated: .+ 08006\n")
        .contains("the driver sees it: true\n")
        .endsWith("reconnected\n");
  }

  @Test
  void anHttpCallTimesOutAndTheNextOneSucceeds() throws Exception {
    assertThat(outputOf(HttpTimeoutAndRetry::main))
        .startsWith("attempt 1: timeout\n")
        .endsWith(": hello\n");
  }

  @Test
  @Tag("heavy")
  void aRedisClientReconnectsAfterATermination() throws Exception {
    Platform.assumeRedisRuns();
    assertThat(outputOf(RedisReconnect::main))
        .contains("connected: 42\n", "terminated: ")
        .endsWith("reconnected: 42\n");
  }
}
