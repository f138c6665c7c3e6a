package io.trixter.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.proxy.model.Direction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;

/** One side has reset; the other one has not read all that it sent before. */
@Timeout(60)
class SurvivorTest {
  private static final int ANSWER = 512 << 10; // more than a client's kernel takes, unread
  private static final int UPLOAD = 8 << 20;

  @RegisterExtension final CapturedLog log = new CapturedLog();
  private final byte[] answer = Payload.of(5, ANSWER);
  private final Upstream upstream;
  private Proxy proxy;
  private Peer client;
  private Peer server;

  SurvivorTest() throws IOException {
    upstream = Upstream.byHand();
  }

  @AfterEach
  void close() throws IOException {
    proxy.close();
    client.close();
    upstream.close();
  }

  private Connection connect(Consumer<Proxy> change) throws IOException {
    proxy = Setup.to(upstream).delayMemory(8 << 10, 1 << 20).start();
    client = Peer.connect(proxy);
    server = upstream.take();
    change.accept(proxy);
    return Setup.connectionOf(proxy, client);
  }

  private void answerAndReset(Connection connection) throws IOException {
    server.send(answer);
    Await.until("it is read", () -> connection.bytes(Direction.DOWNSTREAM) == ANSWER);
    server.reset();
  }

  @Test
  @EnabledOnOs(value = OS.LINUX, disabledReason = "reads /proc")
  void theDescriptorOfTheSideThatResetIsFreeBeforeTheOtherHasReadAll() throws IOException {
    Connection connection = connect(it -> {});
    Path descriptor = descriptorOfThePeerOf(server);
    Path what = Files.readSymbolicLink(descriptor);
    answerAndReset(connection);
    Await.until("it is closed", () -> !leadsTo(descriptor, what));
    assertThat(proxy.connections()).containsExactly(connection);
    assertThat(client.receive(ANSWER)).isEqualTo(answer);
    assertThat(client.ending()).isEqualTo(Peer.Ending.RESET);
    assertThat(log.awaitEnded()).contains("error: server: ");
  }

  @Test
  void aHalfCloseOfTheOneThatReadsLateEndsNothing() throws IOException {
    Connection connection = connect(it -> {});
    answerAndReset(connection);
    client.finish();
    assertThat(client.receive(ANSWER)).isEqualTo(answer);
    assertThat(client.ending()).isEqualTo(Peer.Ending.RESET);
    assertThat(log.awaitEnded()).contains("error: server: ");
  }

  /** Nobody takes the upload any more, and a client may read when it has sent all of it. */
  @Test
  void whatTheOtherStillSendsIsReadThoughADelayLineHadNoRoomForIt() throws IOException {
    Connection connection =
        connect(
            it ->
                it.context()
                    .knobs()
                    .setAll(knobs -> knobs.upstream().delay().set(Duration.ofSeconds(3600))));
    Thread uploading = Daemon.start("upload", () -> upload(client));
    Await.until("the line is full", () -> connection.bytes(Direction.UPSTREAM) > 0);
    answerAndReset(connection);
    Await.until("all is sent", () -> !uploading.isAlive());
    assertThat(client.receive(ANSWER)).isEqualTo(answer);
    assertThat(client.ending()).isEqualTo(Peer.Ending.RESET);
    assertThat(proxy.proxyHost().budget().used()).isZero();
  }

  private static void upload(Peer from) {
    try {
      from.send(new byte[UPLOAD]);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** A descriptor of this process, whose socket is the proxy's end of the connection. */
  private static Path descriptorOfThePeerOf(Peer end) throws IOException {
    int remote = end.remotePort();
    String local = ":%04X".formatted(remote);
    String inode;
    try (Stream<String> sockets = Files.lines(Path.of("/proc/self/net/tcp"))) {
      inode =
          sockets
              .map(line -> line.trim().split("\\s+"))
              .filter(fields -> fields[1].endsWith(local) && fields[3].equals("01"))
              .findFirst()
              .orElseThrow()[9];
    }
    Path socket = Path.of("socket:[" + inode + "]");
    try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
      return descriptors.filter(each -> leadsTo(each, socket)).findFirst().orElseThrow();
    }
  }

  private static boolean leadsTo(Path descriptor, Path what) {
    try {
      return Files.readSymbolicLink(descriptor).equals(what);
    } catch (IOException closed) {
      return false;
    }
  }
}
