package io.trixter.proxy;

import static io.trixter.proxy.Peer.Ending.EOF;
import static io.trixter.proxy.Peer.Ending.RESET;
import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.proxy.model.Direction;
import io.trixter.proxy.model.EndCause;
import io.trixter.proxy.model.FaultKind;
import io.trixter.proxy.model.Knobs;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How connections end: what client and server see, what is counted, and what the log says. */
class EndingsTest {
  private static final Duration LIMIT = Duration.ofMillis(150);

  @RegisterExtension final CapturedLog log = new CapturedLog();
  private final Upstream upstream;
  private Proxy proxy;
  private Peer client;
  private Peer server;

  EndingsTest() throws IOException {
    upstream = Upstream.byHand();
  }

  @AfterEach
  void close() throws IOException {
    proxy.close();
    client.close();
    upstream.close();
  }

  private Connection connect(Setup setup) throws IOException {
    proxy = setup.start();
    client = Peer.connect(proxy);
    server = upstream.take();
    return Setup.connectionOf(proxy, client);
  }

  /** Asserts that the one connection has ended, for this cause, once. */
  private void assertEnded(EndCause cause, String... inTheLog) {
    assertThat(log.awaitEnded())
        .contains("id=", "downstream=" + client.address(), "upstream=" + upstream.address())
        .contains("cause=" + cause.text())
        .satisfies(line -> assertThat(List.of(inTheLog)).allMatch(line::contains));
    assertThat(proxy.connections()).isEmpty();
    assertThat(proxy.proxyHost().budget().used()).isZero();
    proxy.close();
    for (EndCause each : EndCause.values()) {
      assertThat(proxy.metrics().connectionsEnded(each)).isEqualTo(each == cause ? 1 : 0);
    }
    assertThat(log.ended()).hasSize(1);
  }

  @Test
  void endOfStreamOnBothSidesCloses() throws IOException {
    connect(Setup.to(upstream));
    client.send("question");
    client.finish();
    assertThat(server.receiveAll()).isEqualTo("question");
    server.send("answer!");
    server.finish();
    assertThat(client.receiveAll()).isEqualTo("answer!");
    assertEnded(EndCause.CLOSED, "bytes_up=8 ", "bytes_down=7 ", "age_ms=");
  }

  @Test
  void aTerminationResetsBothSides() throws IOException {
    Connection connection = connect(Setup.to(upstream));
    connection.knobs().downstream().termination().set(1.0);
    server.send("x");
    assertThat(client.ending()).isEqualTo(RESET);
    assertThat(server.ending()).isEqualTo(RESET);
    assertEnded(EndCause.TERMINATED, "terminated (seed 42, connection 0, read 0)");
    assertThat(proxy.metrics().applied(FaultKind.TERMINATION)).isOne();
  }

  @Test
  void theDurationLimitResetsBothSides() throws IOException {
    connect(Setup.to(upstream).connectionDuration(LIMIT));
    client.send("x");
    assertThat(client.ending()).isEqualTo(RESET);
    assertThat(server.ending()).isEqualTo(RESET);
    assertEnded(EndCause.DURATION_LIMIT);
    assertThat(log.ended().get(0)).matches(".* age_ms=(1[5-9]|[2-9][0-9])[0-9] .*");
  }

  @Test
  void aShutdownClosesBothSidesAndLogsItsReason() throws IOException {
    Connection connection = connect(Setup.to(upstream));
    assertThat(connection.shutdown("test teardown")).isTrue();
    assertThat(proxy.connections()).isEmpty();
    assertThat(client.ending()).isEqualTo(EOF);
    assertThat(server.ending()).isEqualTo(EOF);
    assertThat(connection.shutdown("again")).isFalse();
    assertEnded(EndCause.SHUTDOWN, "shutdown: test teardown");
  }

  @Test
  void theReasonOfAShutdownCannotForgeLogLines() throws IOException {
    Connection connection = connect(Setup.to(upstream));
    connection.shutdown("a\nb\r\tc\u001b[31m\u0000\u2028\\n");
    assertEnded(EndCause.SHUTDOWN, "a\\nb\\r\\tc\\u001b[31m\\u0000\\u2028\\\\n");
  }

  @Test
  void theReasonOfAShutdownIsCutAt1024Characters() throws IOException {
    Connection connection = connect(Setup.to(upstream));
    connection.shutdown("r".repeat(5_000));
    assertEnded(EndCause.SHUTDOWN, " cause=shutdown: " + "r".repeat(1024));
    assertThat(log.ended().get(0)).doesNotContain("r".repeat(1025));
  }

  @Test
  void aShutdownDropsWhatIsHeld() throws IOException {
    Connection connection = connect(Setup.to(upstream).faults(EndingsTest::aMinute));
    client.send("never seen");
    awaitRead(connection, Direction.UPSTREAM, 10);
    connection.shutdown("now");
    assertThat(server.receiveAll()).isEmpty();
    assertEnded(EndCause.SHUTDOWN);
  }

  @Test
  void aResetByTheClientReachesTheServerBehindWhatIsHeld() throws IOException {
    Connection connection = connect(Setup.to(upstream).faults(EndingsTest::aMinute));
    client.send("still seen");
    awaitRead(connection, Direction.UPSTREAM, 10);
    client.reset();
    connection.knobs().upstream().delay().set(Duration.ofMillis(300));
    assertThat(new String(server.receive(10))).isEqualTo("still seen");
    assertThat(server.ending()).isEqualTo(RESET);
    assertEnded(EndCause.ERROR, "error: client: ", "reset", "bytes_up=10 ");
  }

  @Test
  void aResetByTheServerResetsTheClient() throws IOException {
    connect(Setup.to(upstream));
    server.reset();
    assertThat(client.ending()).isEqualTo(RESET);
    assertEnded(EndCause.ERROR, "error: server: ", "reset");
  }

  @Test
  void theDurationLimitDropsWhatIsHeld() throws IOException {
    connect(Setup.to(upstream).connectionDuration(LIMIT).faults(EndingsTest::aMinute));
    client.send(Payload.of(1, 1 << 20));
    assertThat(client.ending()).isEqualTo(RESET);
    assertThat(server.ending()).isEqualTo(RESET);
    assertEnded(EndCause.DURATION_LIMIT);
  }

  @Test
  void closingTheProxyResetsBothSides() throws IOException {
    connect(Setup.to(upstream).faults(EndingsTest::aMinute));
    client.send("x");
    proxy.close();
    assertThat(client.ending()).isEqualTo(RESET);
    assertThat(server.ending()).isEqualTo(RESET);
    assertEnded(EndCause.PROXY_DOWN);
  }

  @Test
  void shutdownAllEndsEveryConnectionOnce() throws IOException {
    connect(Setup.to(upstream));
    Peer[] others = new Peer[20];
    for (int i = 0; i < others.length; i++) {
      others[i] = Peer.connect(proxy);
      Setup.connectionOf(proxy, others[i]);
    }
    proxy.shutdownAll("all of you");
    assertThat(proxy.connections()).isEmpty();
    for (Peer other : others) {
      assertThat(other.ending()).isEqualTo(EOF);
      other.close();
    }
    proxy.shutdownAll("nobody is left");
    assertThat(proxy.metrics().connectionsEnded(EndCause.SHUTDOWN)).isEqualTo(21);
    assertThat(log.ended()).hasSize(21).allMatch(line -> line.endsWith("shutdown: all of you"));
    assertThat(Arrays.stream(EndCause.values()).mapToLong(proxy.metrics()::connectionsEnded).sum())
        .isEqualTo(21);
  }

  private static void aMinute(Knobs knobs) {
    knobs.delay().set(Duration.ofSeconds(60));
  }

  private static void awaitRead(Connection connection, Direction direction, long bytes) {
    Await.until("the proxy has read", () -> connection.bytes(direction) == bytes);
  }
}
