package io.trixter.netem.nio.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trixter.netem.nio.Outcome;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A listening socket that accepts ahead of those who ask it to. */
@NeedsRing
class RingListenerTest {
  private static final int CLIENTS = 50;

  @RegisterExtension final RingNetwork network = new RingNetwork(1);

  private Outcome<AsynchronousSocketChannel> accept() {
    Outcome<AsynchronousSocketChannel> accepted = new Outcome<>();
    network.server.accept(null, accepted);
    return accepted;
  }

  private List<Socket> knock(int clients) throws IOException {
    List<Socket> sockets = new ArrayList<>();
    for (int i = 0; i < clients; i++) {
      sockets.add(network.knock());
    }
    return sockets;
  }

  private static void assertReset(Socket client) throws IOException {
    assertThatThrownBy(() -> client.getInputStream().read())
        .isInstanceOf(SocketException.class)
        .hasMessage("Connection reset");
    client.close();
  }

  @Test
  void keepsConnectionsThatNobodyHasTakenForTheAcceptsToCome() throws Exception {
    Outcome<AsynchronousSocketChannel> first = accept();
    List<Socket> clients = network.inLoop(() -> knock(CLIENTS));
    first.value().close();
    for (int i = 1; i < CLIENTS; i++) {
      accept().value().close();
    }
    for (Socket client : clients) {
      assertThat(client.getInputStream().read()).isEqualTo(-1);
      client.close();
    }
  }

  @Test
  void resetsThoseThatNobodyHasTakenWhenItIsClosed() throws Exception {
    Outcome<AsynchronousSocketChannel> first = accept();
    List<Socket> clients = network.inLoop(() -> knock(CLIENTS));
    first.value();
    int before = RingNetwork.descriptors() - CLIENTS;
    network.server.close();
    assertAllResetBut(first.value(), clients);
    assertThat(RingNetwork.descriptors()).isLessThanOrEqualTo(before + 1);
  }

  @Test
  void resetsThemWhenItIsClosedAfterItsLoop() throws Exception {
    Outcome<AsynchronousSocketChannel> first = accept();
    List<Socket> clients = network.inLoop(() -> knock(CLIENTS));
    first.value();
    network.inLoop(
        () -> {
          RingNetwork.poller(network.server).close();
          network.server.close();
          return null;
        });
    assertAllResetBut(first.value(), clients);
  }

  private static void assertAllResetBut(AsynchronousSocketChannel accepted, List<Socket> clients)
      throws IOException {
    for (Socket client : clients) {
      if (client.getLocalPort() != port(accepted)) {
        assertReset(client);
      }
    }
  }

  private static int port(AsynchronousSocketChannel accepted) throws IOException {
    return ((InetSocketAddress) accepted.getRemoteAddress()).getPort();
  }

  @Test
  void resetsThemThoughItsLoopEndsWithIt() throws Exception {
    Outcome<AsynchronousSocketChannel> pending = accept();
    network.inLoop(() -> null); // the accept is with the kernel after another poll
    network.inLoop(() -> null);
    int before = RingNetwork.descriptors();
    List<Socket> clients =
        network.inLoop(
            () -> {
              List<Socket> connected = knock(CLIENTS);
              RingNetwork.poller(network.server).submit(); // which accepts them
              network.group.shutdown();
              network.server.close();
              return connected;
            });
    assertThat(network.group.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    assertThat(pending.failure()).isInstanceOf(AsynchronousCloseException.class);
    for (Socket client : clients) {
      assertReset(client);
    }
    network.shutdown();
    assertThat(RingNetwork.descriptors()).isLessThan(before);
  }

  @Test
  void itsPortCanBeBoundAgainAtOnceThoughAnAcceptWasPending() throws Exception {
    InetSocketAddress address = network.address();
    AsynchronousServerSocketChannel bound = network.server;
    for (int i = 0; i < 100; i++) {
      Outcome<AsynchronousSocketChannel> pending = new Outcome<>();
      bound.accept(null, pending);
      bound.close();
      assertThat(pending.failure()).isInstanceOf(AsynchronousCloseException.class);
      bound = network.provider.openAsynchronousServerSocketChannel(network.group).bind(address);
    }
  }

  @Test
  void aSecondOneOnItsPortIsRefused() throws Exception {
    accept();
    try (AsynchronousServerSocketChannel second =
        network.provider.openAsynchronousServerSocketChannel(network.group)) {
      assertThatThrownBy(() -> second.bind(network.address()))
          .isInstanceOf(BindException.class)
          .hasMessage("Address already in use");
    }
  }

  /** Accepts until it fails, and says then how many it has accepted. */
  private static final class Accepting
      implements CompletionHandler<AsynchronousSocketChannel, Void> {
    private final AsynchronousServerSocketChannel server;
    private final List<AsynchronousSocketChannel> accepted = new ArrayList<>();
    private final CompletableFuture<Throwable> failure = new CompletableFuture<>();

    Accepting(AsynchronousServerSocketChannel server) {
      this.server = server;
      server.accept(null, this);
    }

    @Override
    public void completed(AsynchronousSocketChannel channel, Void attachment) {
      accepted.add(channel);
      server.accept(null, this);
    }

    @Override
    public void failed(Throwable thrown, Void attachment) {
      failure.complete(thrown);
    }
  }

  @Test
  void staysOpenWhenDescriptorsRunOutAndAcceptsOnceThereAreSome() throws Exception {
    List<Socket> clients = knock(1);
    Throwable failure;
    long limit = Limits.setDescriptors(RingNetwork.descriptors() + 10L); // to each request
    try {
      Accepting accepting = new Accepting(network.server);
      network.inLoop(() -> knockUntilDescriptorsRunOut(clients));
      failure = accepting.failure.get(30, TimeUnit.SECONDS);
    } finally {
      Limits.setDescriptors(limit);
    }
    assertThat(failure).isInstanceOf(IOException.class).hasMessage("Too many open files");
    assertThat(network.server.isOpen()).isTrue();
    try (Socket another = network.knock()) {
      AsynchronousSocketChannel last = accept().value();
      assertThat(last.isOpen()).isTrue();
      assertThat(another.isConnected()).isTrue();
    }
  }

  private int knockUntilDescriptorsRunOut(List<Socket> clients) {
    try {
      while (true) {
        clients.add(network.knock());
      }
    } catch (IOException e) {
      assertThat(e).hasMessageContaining("Too many open files");
      return clients.size();
    }
  }

  /** Has no memory for what is added. */
  private static final class WithoutMemory extends ArrayDeque<NativeSocket> {
    private static final long serialVersionUID = 1;

    @Override
    public boolean add(NativeSocket socket) {
      throw new OutOfMemoryError("thrown by the test");
    }
  }

  @Test
  void goesOnAcceptingWhenThereIsNoMemoryForTheLastConnectionOfARequest() throws Exception {
    RingServerSocket socket = RingNetwork.get(network.server, "server");
    Object accepted = RingNetwork.get(socket, "accepted");
    boolean accepting =
        network.inLoop(
            () -> {
              RingNetwork.set(socket, "wanted", true);
              RingNetwork.set(socket, "accepted", new WithoutMemory());
              int fd = SocketCalls.open(StandardProtocolFamily.INET, false);
              assertThatThrownBy(() -> socket.completed(Completing.ACCEPT, fd, 0))
                  .isInstanceOf(OutOfMemoryError.class);
              RingNetwork.set(socket, "accepted", accepted);
              return RingNetwork.<Boolean>get(socket, "accepting");
            });
    assertThat(accepting).isTrue();
    network.knock().close();
    assertThat(accept().value().isOpen()).isTrue();
  }

  @Test
  void doesNotTellALaterAcceptOfAnErrorThatNobodyWaitedFor() throws Exception {
    RingServerSocket socket = RingNetwork.get(network.server, "server");
    network.inLoop(
        () -> {
          socket.completed(Completing.ACCEPT, -24, 0); // EMFILE
          return null;
        });
    network.inLoop(() -> null);
    Outcome<AsynchronousSocketChannel> accepted = accept();
    network.knock().close();
    assertThat(accepted.value().isOpen()).isTrue();
  }
}
