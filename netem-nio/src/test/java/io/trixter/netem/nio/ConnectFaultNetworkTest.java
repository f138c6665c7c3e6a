package io.trixter.netem.nio;

import static io.trixter.netem.nio.Loopback.anyPort;
import static io.trixter.netem.nio.Loopback.read;
import static io.trixter.netem.nio.Loopback.write;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trixter.netem.ConnectFault;
import io.trixter.netem.Fault;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.AlreadyConnectedException;
import java.nio.channels.AsynchronousChannelGroup;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.ConnectionPendingException;
import java.nio.channels.UnresolvedAddressException;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** Bad starts of asynchronous channels, ours and the JDK's, over loopback. */
@ParameterizedClass
@ValueSource(booleans = {true, false})
class ConnectFaultNetworkTest {
  private final boolean ours;
  private final AsynchronousChannelGroup group;
  private final AsynchronousServerSocketChannel listening;

  ConnectFaultNetworkTest(boolean ours) throws IOException {
    this.ours = ours;
    group =
        ours
            ? new NetemChannelProvider()
                .openAsynchronousChannelGroup(1, Executors.defaultThreadFactory())
            : AsynchronousChannelGroup.withFixedThreadPool(1, Executors.defaultThreadFactory());
    listening = AsynchronousServerSocketChannel.open(group).bind(anyPort());
  }

  @AfterEach
  void stop() throws Exception {
    group.shutdownNow();
    assertThat(group.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
  }

  private InetSocketAddress address() throws IOException {
    return (InetSocketAddress) listening.getLocalAddress();
  }

  private AsynchronousSocketChannel client(Fault... faults) throws IOException {
    return NetemChannel.wrap(AsynchronousSocketChannel.open(group), faults);
  }

  private Outcome<Void> connect(AsynchronousSocketChannel client) throws IOException {
    Outcome<Void> outcome = new Outcome<>();
    client.connect(address(), null, outcome);
    return outcome;
  }

  /** The peer sees a reset, or a close where the channel knows no reset, as the JDK's do not. */
  private void assertEnded(Socket peer) throws IOException {
    if (ours) {
      assertThatThrownBy(() -> peer.getInputStream().read()).hasMessage("Connection reset");
    } else {
      assertThat(peer.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void refusesAndClosesTheChannel() throws IOException {
    AsynchronousSocketChannel client = client(ConnectFault.refuse());
    assertThat(connect(client).failure())
        .isInstanceOf(ConnectException.class)
        .hasMessage("Connection refused");
    assertThat(client.isOpen()).isFalse();
  }

  @Test
  void refusesTheFutureToo() throws IOException {
    Future<Void> connecting = client(ConnectFault.refuse()).connect(address());
    assertThatThrownBy(() -> connecting.get(30, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(ConnectException.class);
  }

  @Test
  void connectsWhenTheDelayIsLowered() throws Exception {
    ConnectFault late = ConnectFault.delay(ofSeconds(600));
    AsynchronousSocketChannel client = client(late);
    Outcome<Void> connected = connect(client);
    assertThatThrownBy(() -> client.connect(address()))
        .isInstanceOf(ConnectionPendingException.class);
    assertThat(connected.isDone()).isFalse();
    late.set(ofMillis(1));
    connected.value();
    assertThatThrownBy(() -> client.connect(address()))
        .isInstanceOf(AlreadyConnectedException.class);
  }

  @Test
  void refusesAnAddressThatIsNotResolvedAtOnce() throws IOException {
    AsynchronousSocketChannel client = client(ConnectFault.delay(ofSeconds(600)));
    assertThatThrownBy(() -> client.connect(InetSocketAddress.createUnresolved("nowhere", 1)))
        .isInstanceOf(UnresolvedAddressException.class);
    client.close();
  }

  @Test
  void closingEndsTheWait() throws IOException {
    AsynchronousSocketChannel client = client(ConnectFault.delay(ofSeconds(600)));
    Outcome<Void> connecting = connect(client);
    client.close();
    assertThat(connecting.failure()).isInstanceOf(AsynchronousCloseException.class);
  }

  @Test
  void aCancelledConnectDialsNobodyAndCannotBeRepeated() throws IOException {
    AsynchronousSocketChannel client = client(ConnectFault.delay(ofSeconds(600)));
    Future<Void> connecting = client.connect(address());
    assertThat(connecting.cancel(false)).isTrue();
    assertThatThrownBy(connecting::get).isInstanceOf(CancellationException.class);
    assertThatThrownBy(() -> client.connect(address())).isInstanceOf(IllegalStateException.class);
    client.close();
  }

  @Test
  void resetsBothEndsAtTheFirstOperation() throws Exception {
    Future<AsynchronousSocketChannel> accepting = listening.accept();
    AsynchronousSocketChannel client = client(ConnectFault.reset());
    connect(client).value();
    AsynchronousSocketChannel peer = accepting.get(30, TimeUnit.SECONDS);
    assertThat(write(client, ByteBuffer.allocate(1)).failure()).hasMessage("Connection reset");
    assertThat(read(client, 1).failure()).isInstanceOf(IOException.class);
    if (ours) {
      assertThat(read(peer, 1).failure()).hasMessage("Connection reset");
    } else {
      assertThat(read(peer, 1).value()).isEqualTo(-1);
    }
  }

  @Test
  void aHandlersAcceptGoesOnToTheNextClient() throws IOException {
    ConnectFault once = ConnectFault.refuse().first(1);
    AsynchronousServerSocketChannel server =
        NetemServerChannel.wrap(listening, link -> List.of(once));
    Outcome<AsynchronousSocketChannel> accepted = new Outcome<>();
    server.accept(null, accepted);
    try (Socket refused = new Socket(address().getAddress(), address().getPort());
        Socket client = new Socket(address().getAddress(), address().getPort())) {
      write(accepted.value(), ByteBuffer.wrap(new byte[] {7})).value();
      assertThat(client.getInputStream().read()).isEqualTo(7);
      assertEnded(refused);
    }
  }

  @Test
  void aFuturesAcceptIsCancelledThoughAClientWasRefused() throws Exception {
    AsynchronousServerSocketChannel server =
        NetemServerChannel.wrap(listening, ConnectFault.refuse());
    Future<AsynchronousSocketChannel> accepting = server.accept();
    try (Socket refused = new Socket(address().getAddress(), address().getPort())) {
      refused.setSoTimeout(1);
      while (isOpen(refused)) {
        assertThat(accepting.isDone()).isFalse(); // asking is what lets it be refused
      }
    }
    assertThat(accepting.cancel(false)).isTrue();
    assertThat(accepting.isCancelled()).isTrue();
    assertThat(accepting.isDone()).isTrue();
    assertThatThrownBy(accepting::get).isInstanceOf(CancellationException.class);
  }

  private static boolean isOpen(Socket socket) {
    try {
      return socket.getInputStream().read() >= 0;
    } catch (SocketTimeoutException stillOpen) {
      return true;
    } catch (IOException reset) {
      return false;
    }
  }

  @Test
  void aFuturesAcceptGoesOnToTheNextClient() throws Exception {
    AsynchronousServerSocketChannel server =
        NetemServerChannel.wrap(listening, ConnectFault.refuse().first(2));
    Future<AsynchronousSocketChannel> accepting = server.accept();
    try (Socket refused = new Socket(address().getAddress(), address().getPort());
        Socket another = new Socket(address().getAddress(), address().getPort())) {
      assertThatThrownBy(() -> accepting.get(100, TimeUnit.MILLISECONDS))
          .isInstanceOf(TimeoutException.class);
      assertThat(accepting.isDone()).isFalse();
      assertEnded(refused);
      assertEnded(another);
    }
    try (Socket client = new Socket(address().getAddress(), address().getPort())) {
      AsynchronousSocketChannel accepted = accepting.get(30, TimeUnit.SECONDS);
      assertThat(accepting.isDone()).isTrue();
      assertThat(accepting.get()).isSameAs(accepted);
      write(accepted, ByteBuffer.wrap(new byte[] {7})).value();
      assertThat(client.getInputStream().read()).isEqualTo(7);
    }
  }

  @Test
  void aSlowClientIsHandedOnAtOnceAndItsFirstOperationsWait() throws Exception {
    ConnectFault late = ConnectFault.delay(ofSeconds(600));
    AsynchronousServerSocketChannel server = NetemServerChannel.wrap(listening, late);
    Outcome<AsynchronousSocketChannel> accepted = new Outcome<>();
    server.accept(null, accepted);
    try (Socket client = new Socket(address().getAddress(), address().getPort())) {
      client.getOutputStream().write(3);
      Outcome<Integer> writing = write(accepted.value(), ByteBuffer.wrap(new byte[] {7}));
      ByteBuffer room = ByteBuffer.allocate(1);
      Outcome<Integer> reading = read(accepted.value(), room);
      assertThat(reading.endsWithin(ofMillis(50))).isFalse();
      assertThat(writing.isDone()).isFalse();
      late.set(ofMillis(1));
      writing.value();
      assertThat(reading.value()).isEqualTo(1);
      assertThat(client.getInputStream().read()).isEqualTo(7);
    }
  }
}
