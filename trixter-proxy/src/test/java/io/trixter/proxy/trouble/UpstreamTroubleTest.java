package io.trixter.proxy.trouble;

import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.proxy.Await;
import io.trixter.proxy.Peer;
import io.trixter.proxy.Proxy;
import io.trixter.proxy.Trixter;
import io.trixter.proxy.Upstream;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** A server that dies, and one that never says anything. */
class UpstreamTroubleTest {
  private static final int A_WHILE_MILLIS = 200;

  private final List<String> events = new CopyOnWriteArrayList<>();

  /** A server in a JVM of its own, that says on standard error where it listens. */
  static final class Mortal {
    private Mortal() {}

    /** Echoes until it is killed. */
    public static void main(String... args) throws Exception {
      try (Upstream server = Upstream.echo()) {
        System.err.println(" listening listen=" + server.address() + " upstream=none api=none");
        Thread.currentThread().join();
      }
    }
  }

  private String awaitEvent(int place) {
    Await.until("an ending", () -> endings().size() > place);
    return endings().get(place);
  }

  private List<String> endings() {
    return events.stream().filter(event -> event.startsWith("ended ")).toList();
  }

  @Test
  void aServerThatDiesEndsItsConnectionsAndLeavesNewOnesUnreachable() throws Exception {
    try (Program server = Program.plain().of(Mortal.class);
        Proxy proxy = Trixter.to("127.0.0.1", server.listen().getPort()).start();
        Peer quiet = Peer.connect(proxy.address());
        Peer sending = Peer.connect(proxy.address())) {
      proxy.addListener(event -> events.add(event.toString()));
      quiet.roundTrip();
      sending.roundTrip();
      server.process().destroyForcibly().waitFor();
      assertThat(quiet.ending()).isEqualTo(Peer.Ending.EOF);
      quiet.finish();
      assertThat(awaitEvent(0)).endsWith("cause=closed");
      assertThat(sending.ending()).isEqualTo(Peer.Ending.EOF);
      Await.until("it is reset", () -> isReset(sending));
      assertThat(awaitEvent(1)).contains("cause=error: server: ");
      try (Peer late = Peer.connect(proxy.address())) {
        assertThat(late.ending()).isEqualTo(Peer.Ending.EOF);
        assertThat(awaitEvent(2)).contains("cause=upstream unreachable: ", "Connection refused");
      }
    }
  }

  private static boolean isReset(Peer end) {
    try {
      end.send(1);
      return false;
    } catch (IOException reset) {
      return true;
    }
  }

  @Test
  void aServerThatNeverSpeaksKeepsItsClientWaitingUntilSomeoneEndsIt() throws Exception {
    try (Upstream server = Upstream.byHand();
        Proxy proxy = Trixter.to("127.0.0.1", server.port()).start();
        Peer client = Peer.connect(proxy.address())) {
      proxy.addListener(event -> events.add(event.toString()));
      client.send(1);
      server.take();
      assertThat(client.endingWithin(A_WHILE_MILLIS)).isEqualTo(Peer.Ending.STILL_OPEN);
      assertThat(proxy.connections()).hasSize(1);
      proxy.shutdownAll("enough");
      assertThat(client.ending()).isEqualTo(Peer.Ending.EOF);
      assertThat(awaitEvent(0)).endsWith("cause=shutdown: enough");
    }
  }
}
