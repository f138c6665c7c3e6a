package io.trixter.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.trixter.proxy.model.EndCause;
import io.trixter.proxy.model.HostPort;
import java.io.IOException;
import java.net.ConnectException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Taking the proxy down and up again on the same port. */
class EnablingTest {
  private static final int TIMES = 20;
  private static final int MOST_EACH = 400; // of eight: fewer than the backlog holds

  @RegisterExtension final CapturedLog log = new CapturedLog();

  @Test
  void refusesAndResetsWhileDownAndServesAgainOnTheSamePort() throws IOException {
    try (Upstream upstream = Upstream.echo();
        Proxy proxy = Setup.to(upstream).keepingItsPort().start()) {
      String listen = proxy.listen();
      for (int i = 0; i < TIMES; i++) {
        List<Peer> clients = new ArrayList<>();
        for (int j = 0; j < 5; j++) {
          clients.add(Peer.connect(proxy));
          clients.get(j).roundTrip();
        }
        proxy.setEnabled(false);
        assertThat(proxy.isEnabled()).isFalse();
        assertThatIOException()
            .isThrownBy(() -> Peer.connect(proxy))
            .isInstanceOf(ConnectException.class);
        assertThat(proxy.connections()).isEmpty();
        for (Peer client : clients) {
          assertThat(client.ending()).isEqualTo(Peer.Ending.RESET);
          client.close();
        }
        proxy.setEnabled(true);
        assertThat(proxy.isEnabled()).isTrue();
        assertThat(proxy.listen()).isEqualTo(listen);
      }
      assertThat(proxy.metrics().connectionsEnded(EndCause.PROXY_DOWN)).isEqualTo(5 * TIMES);
      assertThat(log.ended()).hasSize(5 * TIMES);
    }
  }

  @Test
  void takingItDownResetsConnectionsThatAreBeingMade() throws IOException {
    try (DeadPort silent = DeadPort.silent();
        Proxy proxy = Setup.to(silent.address()).keepingItsPort().start()) {
      for (int i = 0; i < TIMES; i++) {
        try (Peer client = Peer.connect(proxy)) {
          client.patience(20);
          assertThat(client.ending()).isEqualTo(Peer.Ending.STILL_OPEN);
          proxy.setEnabled(false);
          client.patience(15_000);
          assertThat(client.ending()).isEqualTo(Peer.Ending.RESET);
          proxy.setEnabled(true);
        }
      }
      assertThat(proxy.metrics().connectionsEnded(EndCause.PROXY_DOWN)).isBetween(1L, (long) TIMES);
    }
  }

  @Test
  void noConnectionSurvivesHoweverManyAreJustBeingAccepted() throws Exception {
    try (Upstream upstream = Upstream.echo();
        Proxy proxy = Setup.to(upstream).keepingItsPort().start()) {
      int port = HostPort.parse(proxy.listen()).port();
      for (int i = 0; i < TIMES; i++) {
        Queue<Peer> clients = new ConcurrentLinkedQueue<>();
        AtomicBoolean over = new AtomicBoolean();
        List<Thread> threads = new ArrayList<>();
        for (int j = 0; j < 8; j++) {
          Thread thread = new Thread(() -> connectUntil(over, port, clients), "connecting");
          thread.start();
          threads.add(thread);
        }
        Await.until("many have connected", () -> clients.size() > 40);
        proxy.setEnabled(false);
        over.set(true);
        for (Thread thread : threads) {
          thread.join();
        }
        for (Peer client : clients) {
          assertThat(endingOnceItSends(client)).isNotEqualTo(Peer.Ending.STILL_OPEN);
          client.close();
        }
        assertThat(proxy.connections()).isEmpty();
        proxy.setEnabled(true);
      }
    }
  }

  /**
   * Not for ever: of more than fit into the listener's backlog, Linux forgets some without a word
   * to the client.
   */
  private static void connectUntil(AtomicBoolean over, int port, Queue<Peer> clients) {
    for (int i = 0; i < MOST_EACH && !over.get(); i++) {
      try {
        clients.add(Peer.connect(port));
      } catch (IOException refused) {
        return;
      }
    }
  }

  /**
   * Linux forgets a client without a word if the last packet of its handshake meets the listener
   * just as that closes, and resets it when it sends.
   */
  private static Peer.Ending endingOnceItSends(Peer client) throws IOException {
    client.patience(15_000);
    try {
      client.send(1);
    } catch (IOException reset) {
      return Peer.Ending.RESET;
    }
    return client.ending();
  }

  @Test
  void switchingToWhatItIsAlreadyChangesNothing() throws IOException {
    try (Upstream upstream = Upstream.echo();
        Proxy proxy = Setup.to(upstream).keepingItsPort().start();
        Peer client = Peer.connect(proxy)) {
      proxy.setEnabled(true);
      client.roundTrip();
      proxy.setEnabled(false);
      proxy.setEnabled(false);
      assertThat(proxy.isEnabled()).isFalse();
    }
  }
}
