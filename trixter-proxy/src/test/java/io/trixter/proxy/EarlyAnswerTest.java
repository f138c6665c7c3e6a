package io.trixter.proxy;

import static io.trixter.proxy.Peer.Ending.EOF;
import static io.trixter.proxy.Peer.Ending.RESET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trixter.proxy.model.Direction;
import io.trixter.proxy.model.Knobs;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a side sent before it closed or reset arrives, though it takes no more itself. */
class EarlyAnswerTest {
  private static final int UPLOAD = 4 << 20;
  private static final int LONG_ANSWER = 4 << 20;
  private static final int LINUX_MAY_DROP = 3 << 10; // LoopSocketChannel.whenSent
  private static final String ANSWER = "413 Content Too Large";

  @RegisterExtension final CapturedLog log = new CapturedLog();
  private final Upstream upstream;
  private Proxy proxy;
  private Peer client;
  private Peer server;

  EarlyAnswerTest() throws IOException {
    upstream = Upstream.byHand();
  }

  @AfterEach
  void close() throws IOException {
    proxy.close();
    client.close();
    upstream.close();
  }

  private Connection connect(Consumer<Knobs> faults) throws IOException {
    proxy = Setup.to(upstream).faults(faults).start();
    client = Peer.connect(proxy);
    server = upstream.take();
    return Setup.connectionOf(proxy, client);
  }

  private static Consumer<Knobs> delay(int millis) {
    return knobs -> knobs.delay().set(Duration.ofMillis(millis));
  }

  /** Uploads to a peer that stopped reading; how that ends is not looked at. */
  private static void upload(Peer from) {
    Daemon.start(
        "upload",
        () -> {
          try {
            from.send(new byte[UPLOAD]);
          } catch (IOException stopped) {
            // by the peer that reads no more
          }
        });
  }

  /** The kernel sends a reset then; else it would send the end of the stream first. */
  private static void closeWithBytesUnread(Peer peer) throws IOException {
    Await.until("bytes are unread", () -> available(peer) > 0);
    peer.close();
  }

  private static int available(Peer peer) {
    try {
      return peer.in().available();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 50})
  void aClientAmidItsUploadReadsTheAnswerOfAServerThatClosedWithBytesUnread(int millis)
      throws IOException {
    connect(delay(millis));
    upload(client);
    server.receive(1000);
    server.send(ANSWER);
    closeWithBytesUnread(server);
    assertThat(new String(client.receive(ANSWER.length()))).isEqualTo(ANSWER);
    assertThat(client.ending()).isIn(RESET, EOF);
    assertThat(log.awaitEnded()).contains("error: server: ");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 50})
  void aServerAmidItsAnswerReadsWhatAClientSentThatClosedWithBytesUnread(int millis)
      throws IOException {
    connect(delay(millis));
    upload(server);
    client.receive(1000);
    client.send("enough");
    closeWithBytesUnread(client);
    assertThat(new String(server.receive(6))).isEqualTo("enough");
    assertThat(server.ending()).isIn(RESET, EOF);
    assertThat(log.awaitEnded()).contains("error: client: ");
  }

  @Test
  void aHalfClosedClientReadsTheAnswerBeforeAReset() throws IOException {
    connect(delay(50));
    client.send("question");
    client.finish();
    assertThat(server.receiveAll()).isEqualTo("question");
    server.send(ANSWER);
    server.reset();
    assertThat(new String(client.receive(ANSWER.length()))).isEqualTo(ANSWER);
    assertThat(client.ending()).isEqualTo(RESET);
    assertThat(log.awaitEnded()).contains("error: server: ");
  }

  @Test
  void aResetFollowsTheBytesThatADelayHolds() throws IOException {
    Connection connection = connect(delay(60_000));
    server.send(ANSWER);
    Await.until(
        "the answer is held", () -> connection.bytes(Direction.DOWNSTREAM) == ANSWER.length());
    server.reset();
    connection.knobs().downstream().delay().set(Duration.ofMillis(500));
    assertThat(new String(client.receive(ANSWER.length()))).isEqualTo(ANSWER);
    assertThat(client.ending()).isEqualTo(RESET);
  }

  /**
   * A reset drops what the kernel has to send: it waits for a peer that reads late, but for 3 KiB.
   */
  @ParameterizedTest
  @ValueSource(ints = {0, 20})
  void aResetWaitsForALongAnswerThatTheClientReadsLate(int millis) throws IOException {
    Connection connection = connect(delay(millis));
    byte[] answer = Payload.of(3, LONG_ANSWER);
    Daemon.start(
        "answer",
        () -> {
          try {
            server.send(answer);
            Await.until(
                "the proxy has read the answer",
                () -> connection.bytes(Direction.DOWNSTREAM) == LONG_ANSWER);
            server.reset();
          } catch (IOException e) {
            throw new AssertionError(e);
          }
        });
    Await.until("the answer begins", () -> connection.bytes(Direction.DOWNSTREAM) > 0);
    ByteArrayOutputStream got = new ByteArrayOutputStream();
    assertThatThrownBy(() -> client.in().transferTo(got)).hasMessage("Connection reset");
    assertThat(got.size()).isGreaterThanOrEqualTo(LONG_ANSWER - LINUX_MAY_DROP);
    assertThat(got.toByteArray()).isEqualTo(Arrays.copyOf(answer, got.size()));
  }

  @Test
  void aKillDoesNotWaitForWhatIsHeld() throws IOException {
    Connection connection = connect(delay(60_000));
    server.send(ANSWER);
    Await.until(
        "the answer is held", () -> connection.bytes(Direction.DOWNSTREAM) == ANSWER.length());
    server.reset();
    assertThat(connection.shutdown("now")).isTrue();
    assertThat(client.receiveAll()).isEmpty();
    assertThat(proxy.proxyHost().budget().used()).isZero();
  }
}
