package io.trixter.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.proxy.model.Direction;
import io.trixter.proxy.model.EndCause;
import io.trixter.proxy.model.FaultKind;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The same seed and the same chunks meet the same fate; another connection meets its own. */
class ReproducibilityTest {
  private static final int CONNECTIONS = 40;
  private static final int MESSAGES = 25;

  @RegisterExtension final CapturedLog log = new CapturedLog();

  @Test
  void theSameSeedTerminatesTheSameConnectionsAtTheSameRoundTrip() throws IOException {
    List<Integer> lives = lives(7, 3);
    assertThat(lives(7, 1)).isEqualTo(lives);
    assertThat(lives(8, 3)).isNotEqualTo(lives);
    assertThat(new HashSet<>(lives)).hasSizeGreaterThan(CONNECTIONS / 5);
  }

  @Test
  void theLogNamesWhatMeetsTheSameEndAgain() throws IOException {
    lives(-1, 2);
    assertThat(log.ended()).hasSize(CONNECTIONS);
    for (int i = 0; i < CONNECTIONS; i++) {
      String replay = "terminated \\(seed 18446744073709551615, connection " + i + ",";
      assertThat(log.ended().get(i)).matches(".*" + replay + " (read|write) \\d+\\)");
    }
  }

  @Test
  void aRecordOfATerminationNamesWhatAUserNeeds() throws IOException {
    try (Upstream upstream = Upstream.echo();
        Proxy proxy =
            Setup.to(upstream).recorded().faults(knobs -> knobs.termination().set(0.05)).start()) {
      int roundTrips = life(proxy);
      Await.until(
          "the termination is counted",
          () -> proxy.metrics().connectionsEnded(EndCause.TERMINATED) == 1);
      assertThat(proxy.record().events())
          .singleElement()
          .asString()
          .matches(
              "the reset after byte "
                  + "(%d|%d) of connection 0 ".formatted(4 * roundTrips, 4 * (roundTrips + 1))
                  + "\\(trixter, (up|down)stream (read|write), own termination\\)");
    }
  }

  /** How many round trips each connection lives, one after the other. */
  private static List<Integer> lives(long seed, int threads) throws IOException {
    List<Integer> lives = new ArrayList<>();
    try (Upstream upstream = Upstream.echo();
        Proxy proxy =
            Setup.to(upstream)
                .seed(seed)
                .threads(threads)
                .faults(knobs -> knobs.termination().set(0.05))
                .start()) {
      for (int i = 0; i < CONNECTIONS; i++) {
        lives.add(life(proxy));
        long ended = i + 1;
        Await.until(
            "the termination is counted as one",
            () -> proxy.metrics().connectionsEnded(EndCause.TERMINATED) == ended);
      }
      assertThat(proxy.metrics().applied(FaultKind.TERMINATION)).isEqualTo(CONNECTIONS);
    }
    return lives;
  }

  private static int life(Proxy proxy) throws IOException {
    try (Peer client = Peer.connect(proxy)) {
      for (int i = 0; true; i++) {
        try {
          client.roundTrip();
        } catch (IOException terminated) {
          return i;
        }
      }
    }
  }

  @Test
  void theSameSeedMakesTheSameGarbageAtTheSameChunks() throws IOException {
    List<String> seen = corrupted(7);
    assertThat(corrupted(7)).isEqualTo(seen);
    assertThat(corrupted(8)).doesNotContainAnyElementsOf(seen);
    assertThat(seen.get(0)).isNotEqualTo(seen.get(1));
  }

  /** What the upstream receives on two connections, garbage and all. */
  private static List<String> corrupted(long seed) throws IOException {
    List<String> seen = new ArrayList<>();
    try (Upstream upstream = Upstream.byHand();
        Proxy proxy =
            Setup.to(upstream).seed(seed).faults(knobs -> knobs.corruption().set(0.5)).start()) {
      for (int i = 0; i < 2; i++) {
        try (Peer client = Peer.connect(proxy);
            Peer server = upstream.take()) {
          seen.add(corrupted(client, server));
        }
      }
    }
    return seen;
  }

  private static String corrupted(Peer client, Peer server) throws IOException {
    ByteArrayOutputStream seen = new ByteArrayOutputStream();
    InputStream in = new BufferedInputStream(server.in());
    for (int i = 0; i < MESSAGES; i++) {
      String message = "<message %08d>".formatted(i);
      client.send(message);
      byte[] tail = new byte[message.length()];
      do {
        int next = in.read();
        assertThat(next).isNotEqualTo(-1);
        seen.write(next);
        System.arraycopy(tail, 1, tail, 0, tail.length - 1);
        tail[tail.length - 1] = (byte) next;
      } while (!message.equals(new String(tail, UTF_8)));
    }
    assertThat(seen.size()).isGreaterThan(MESSAGES * 18);
    return seen.toString("ISO-8859-1");
  }

  @Test
  void certainCorruptionPrecedesEachChunkWithGarbageOnce() throws IOException {
    try (Upstream upstream = Upstream.echo();
        Proxy proxy = Setup.to(upstream).start();
        Peer client = Peer.connect(proxy)) {
      Connection connection = Setup.connectionOf(proxy, client);
      connection.knobs().downstream().corruption().set(1.0);
      client.send("message");
      client.finish();
      String seen = client.receiveAll();
      assertThat(seen).endsWith("message").hasSizeBetween(8, 16_384 + 7);
      assertThat(connection.bytes(Direction.DOWNSTREAM)).isEqualTo(7);
      assertThat(proxy.metrics().applied(FaultKind.CORRUPTION)).isOne();
    }
  }
}
