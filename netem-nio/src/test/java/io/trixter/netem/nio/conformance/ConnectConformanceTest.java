package io.trixter.netem.nio.conformance;

import static io.trixter.netem.nio.conformance.Operations.accept;
import static io.trixter.netem.nio.conformance.Operations.bytes;
import static io.trixter.netem.nio.conformance.Operations.connect;
import static io.trixter.netem.nio.conformance.Operations.receive;
import static io.trixter.netem.nio.conformance.Operations.room;
import static io.trixter.netem.nio.conformance.Operations.send;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.trixter.netem.nio.Outcome;
import io.trixter.netem.nio.conformance.Network.Pair;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.AlreadyConnectedException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.CompletionHandler;
import java.nio.channels.ConnectionPendingException;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ConnectConformanceTest extends Conformance {
  private static final SocketAddress STRANGE =
      new SocketAddress() {
        private static final long serialVersionUID = 1L;
      };

  ConnectConformanceTest(SetUp setUp) {
    super(setUp, 2);
  }

  @ParameterizedTest
  @EnumSource
  void connects(ConnectForm form) throws IOException {
    Outcome<AsynchronousSocketChannel> accepted = accept(network.server);
    AsynchronousSocketChannel client = network.open();
    assertThat(form.start(client, network.address()).value()).isNull();
    assertThat(client.isOpen()).isTrue();
    assertThat(client.getRemoteAddress()).isEqualTo(network.address());
    assertThat(client.getLocalAddress()).isEqualTo(accepted.value().getRemoteAddress());
    assertThat(accepted.value().getLocalAddress()).isEqualTo(network.address());
  }

  @Test
  void theHandlerGetsItsAttachment() throws IOException {
    Outcome<Void> connected = new Outcome<>();
    network.open().connect(network.address(), "attached", connected);
    assertThat(connected.value()).isNull();
    assertThat(connected.attachment()).isEqualTo("attached");
  }

  @Test
  void aNewChannelIsOpenAndHasNoAddresses() throws IOException {
    AsynchronousSocketChannel channel = network.open();
    assertThat(channel.isOpen()).isTrue();
    assertThat(channel.getLocalAddress()).isNull();
    assertThat(channel.getRemoteAddress()).isNull();
    assertThat(channel.provider()).isSameAs(setUp.provider());
  }

  @ParameterizedTest
  @EnumSource
  void aConnectedChannelConnectsNoMore(ConnectForm form) throws IOException {
    Pair pair = network.pair();
    assertThatThrownBy(() -> form.start(pair.client(), network.address()))
        .isInstanceOf(AlreadyConnectedException.class);
    assertThatThrownBy(() -> form.start(pair.server(), network.address()))
        .isInstanceOf(AlreadyConnectedException.class);
    send(pair.client(), 1);
    assertThat(receive(pair.server(), 1)).isEqualTo(bytes(1));
  }

  @ParameterizedTest
  @EnumSource
  void aConnectUnderWayAllowsNoOtherAndNoBind(ConnectForm form) throws IOException {
    try (FullBacklog full = new FullBacklog()) {
      AsynchronousSocketChannel channel = network.open();
      Pending<Void> connecting = form.start(channel, full.address());
      for (ConnectForm other : ConnectForm.values()) {
        assertThatThrownBy(() -> other.start(channel, full.address()))
            .isInstanceOf(ConnectionPendingException.class);
      }
      assertThatThrownBy(() -> channel.bind(null)).isInstanceOf(ConnectionPendingException.class);
      assertThatThrownBy(() -> channel.read(room(1))).isInstanceOf(NotYetConnectedException.class);
      assertThatThrownBy(() -> channel.write(room(1))).isInstanceOf(NotYetConnectedException.class);
      assertThat(channel.getRemoteAddress()).isNull();
      channel.close();
      assertThat(connecting.failure()).isInstanceOf(AsynchronousCloseException.class);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aConnectThatIsRefusedClosesTheChannel(ConnectForm form) throws IOException {
    AsynchronousSocketChannel channel = network.open();
    assertThat(form.start(channel, network.closedPort()).failure())
        .isInstanceOf(IOException.class)
        .isNotInstanceOf(ClosedChannelException.class);
    assertThat(channel.isOpen()).isFalse();
    assertThat(form.start(channel, network.address()).failure())
        .isInstanceOf(ClosedChannelException.class);
  }

  @ParameterizedTest
  @EnumSource
  void aClosedChannelThatWasConnectedFails(ConnectForm form) throws IOException {
    AsynchronousSocketChannel channel = network.pair().client();
    channel.close();
    assertThat(form.start(channel, network.address()).failure())
        .isInstanceOf(ClosedChannelException.class);
  }

  @Test
  void theFutureOfAClosedChannelThatWasConnectedMayBeCancelled() throws IOException {
    AsynchronousSocketChannel channel = network.pair().client();
    channel.close();
    Future<Void> connecting = channel.connect(network.address());
    connecting.cancel(true);
    assertThat(connecting.isDone()).isTrue();
  }

  @Test
  void theChannelIsClosedWhenTheHandlerHearsOfARefusal() throws Exception {
    AsynchronousSocketChannel channel = network.open();
    CompletableFuture<Boolean> openThen = new CompletableFuture<>();
    channel.connect(
        network.closedPort(),
        null,
        new CompletionHandler<Void, Object>() {
          @Override
          public void completed(Void result, Object attachment) {
            openThen.completeExceptionally(new AssertionError("connected"));
          }

          @Override
          public void failed(Throwable thrown, Object attachment) {
            openThen.complete(channel.isOpen());
          }
        });
    assertThat(openThen.get(15, TimeUnit.SECONDS)).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void anAddressThatIsNoneIsThrownBackAndTheChannelGoesOn(ConnectForm form) throws IOException {
    AsynchronousSocketChannel channel = network.open();
    InetSocketAddress unresolved = InetSocketAddress.createUnresolved("nowhere", 1);
    assertThatThrownBy(() -> form.start(channel, unresolved))
        .isInstanceOf(UnresolvedAddressException.class);
    assertThatThrownBy(() -> form.start(channel, STRANGE))
        .isInstanceOf(UnsupportedAddressTypeException.class);
    assertThatThrownBy(() -> form.start(channel, null)).isInstanceOf(NullPointerException.class);
    assertThat(channel.isOpen()).isTrue();
    assertThat(form.start(channel, network.address()).value()).isNull();
  }

  @Test
  void aHandlerThereMustBe() throws IOException {
    AsynchronousSocketChannel channel = network.open();
    assertThatThrownBy(() -> channel.connect(network.address(), null, null))
        .isInstanceOf(NullPointerException.class);
    assertThat(channel.isOpen()).isTrue();
    assertThat(channel.getRemoteAddress()).isNull();
  }

  @Test
  void connectsFromTheAddressThatItIsBoundTo() throws IOException {
    Outcome<AsynchronousSocketChannel> accepted = accept(network.server);
    AsynchronousSocketChannel client = network.open().bind(Network.anyPort());
    SocketAddress bound = client.getLocalAddress();
    connect(client, network.address()).value();
    assertThat(client.getLocalAddress()).isEqualTo(bound);
    assertThat(accepted.value().getRemoteAddress()).isEqualTo(bound);
  }

  @Test
  void connectsInAHandlerToo() throws Exception {
    Pair pair = network.pair();
    AsynchronousSocketChannel next = network.open();
    InetSocketAddress address = network.address();
    Outcome<Void> connected = new Outcome<>();
    network.inHandler(() -> next.connect(address, null, connected));
    connected.value();
    assertThat(next.getRemoteAddress()).isEqualTo(address);
  }

  @Test
  void manyConnectAtOnce() throws IOException {
    List<Outcome<Void>> connecting = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      connecting.add(connect(network.open(), network.address()));
    }
    for (Outcome<Void> each : connecting) {
      assertThat(each.value()).isNull();
      assertThat(accept(network.server).value().isOpen()).isTrue();
    }
  }

  @Test
  void connectsOverTheSixthVersionOfTheProtocol() throws IOException {
    try (AsynchronousServerSocketChannel server = network.openServer()) {
      assumeTrue(binds(server, new InetSocketAddress("::1", 0)));
      Outcome<AsynchronousSocketChannel> accepted = accept(server);
      AsynchronousSocketChannel client = network.open();
      connect(client, server.getLocalAddress()).value();
      assertThat(client.getRemoteAddress()).isEqualTo(server.getLocalAddress());
      send(client, 1, 2);
      assertThat(receive(accepted.value(), 2)).isEqualTo(bytes(1, 2));
    }
  }

  private static boolean binds(AsynchronousServerSocketChannel server, SocketAddress address) {
    try {
      server.bind(address);
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
