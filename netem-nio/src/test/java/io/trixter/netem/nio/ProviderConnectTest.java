package io.trixter.netem.nio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trixter.netem.nio.Loopback.Pair;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AcceptPendingException;
import java.nio.channels.AlreadyConnectedException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.CompletionHandler;
import java.nio.channels.NotYetBoundException;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ProviderConnectTest {
  @RegisterExtension final Loopback loopback = new Loopback(2);

  @Test
  void acceptAndConnectCallHandlersWithTheirAttachments() throws IOException {
    Outcome<AsynchronousSocketChannel> accepted = new Outcome<>();
    loopback.server.accept("a", accepted);
    AsynchronousSocketChannel client = loopback.open();
    Outcome<Void> connected = new Outcome<>();
    client.connect(loopback.address(), "c", connected);
    assertThat(connected.value()).isNull();
    AsynchronousSocketChannel peer = accepted.value();
    assertThat(accepted.attachment()).isEqualTo("a");
    assertThat(connected.attachment()).isEqualTo("c");
    assertThat(loopback.threads).contains(accepted.thread(), connected.thread());
    assertThat(peer.getRemoteAddress()).isEqualTo(client.getLocalAddress());
    assertThat(client.getRemoteAddress()).isEqualTo(loopback.address());
    assertThat(client.provider()).isSameAs(loopback.provider);
  }

  @Test
  void acceptAndConnectHaveFutures() throws Exception {
    Future<AsynchronousSocketChannel> accepted = loopback.server.accept();
    AsynchronousSocketChannel client = loopback.open();
    client.connect(loopback.address()).get(30, TimeUnit.SECONDS);
    assertThat(accepted.get(30, TimeUnit.SECONDS).isOpen()).isTrue();
  }

  @Test
  void oneAcceptIsPendingAtATime() {
    loopback.server.accept(null, new Outcome<>());
    assertThatThrownBy(() -> loopback.server.accept(null, new Outcome<>()))
        .isInstanceOf(AcceptPendingException.class);
    assertThatThrownBy(loopback.server::accept).isInstanceOf(AcceptPendingException.class);
  }

  @Test
  void aListenerThatIsNotBoundDoesNotAccept() throws IOException {
    try (AsynchronousServerSocketChannel unbound =
        loopback.provider.openAsynchronousServerSocketChannel(loopback.group)) {
      assertThatThrownBy(unbound::accept).isInstanceOf(NotYetBoundException.class);
    }
  }

  @Test
  void closingAListenerFailsItsAcceptAndFreesThePortOnReturn() throws IOException {
    Outcome<AsynchronousSocketChannel> pending = new Outcome<>();
    SocketAddress address = loopback.address();
    loopback.server.accept(null, pending);
    loopback.server.close();
    try (AsynchronousServerSocketChannel next =
        loopback.provider.openAsynchronousServerSocketChannel(loopback.group)) {
      next.bind(address);
    }
    assertThat(pending.failure()).isInstanceOf(AsynchronousCloseException.class);
    Outcome<AsynchronousSocketChannel> late = new Outcome<>();
    loopback.server.accept(null, late);
    assertThat(late.failure()).isInstanceOf(ClosedChannelException.class);
  }

  @Test
  void nothingMovesBeforeTheChannelIsConnected() throws IOException {
    AsynchronousSocketChannel channel = loopback.open();
    ByteBuffer buffer = ByteBuffer.allocate(1);
    assertThatThrownBy(() -> channel.read(buffer)).isInstanceOf(NotYetConnectedException.class);
    assertThatThrownBy(() -> channel.write(buffer)).isInstanceOf(NotYetConnectedException.class);
    assertThatThrownBy(channel::shutdownInput).isInstanceOf(NotYetConnectedException.class);
    assertThatThrownBy(channel::shutdownOutput).isInstanceOf(NotYetConnectedException.class);
    assertThat(channel.getRemoteAddress()).isNull();
  }

  @Test
  void aChannelConnectsOnce() throws IOException {
    Pair pair = loopback.pair();
    assertThatThrownBy(() -> pair.client().connect(loopback.address()))
        .isInstanceOf(AlreadyConnectedException.class);
    assertThat(pair.client().isOpen()).isTrue();
  }

  @Test
  void anAddressThatIsNoInternetAddressOrNotResolvedIsRefused() throws IOException {
    AsynchronousSocketChannel channel = loopback.open();
    assertThatThrownBy(() -> channel.connect(InetSocketAddress.createUnresolved("nowhere", 1)))
        .isInstanceOf(UnresolvedAddressException.class);
    SocketAddress strange =
        new SocketAddress() {
          private static final long serialVersionUID = 1L;
        };
    assertThatThrownBy(() -> channel.connect(strange))
        .isInstanceOf(UnsupportedAddressTypeException.class);
    assertThat(channel.isOpen()).isTrue();
  }

  @Test
  void aConnectionThatIsRefusedHasClosedTheChannelWhenTheHandlerHearsOfIt() throws Exception {
    SocketAddress address = loopback.address();
    loopback.server.close();
    AsynchronousSocketChannel channel = loopback.open();
    CompletableFuture<Boolean> openThen = new CompletableFuture<>();
    Outcome<Void> outcome = new Outcome<>();
    channel.connect(
        address,
        null,
        new CompletionHandler<Void, Object>() {
          @Override
          public void completed(Void result, Object attachment) {
            outcome.completed(result, attachment);
          }

          @Override
          public void failed(Throwable thrown, Object attachment) {
            openThen.complete(channel.isOpen());
            outcome.failed(thrown, attachment);
          }
        });
    assertThat(outcome.failure()).isInstanceOf(ConnectException.class);
    assertThat(openThen.get(30, TimeUnit.SECONDS)).isFalse();
    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void aClosedChannelDoesNotConnect() throws IOException {
    AsynchronousSocketChannel channel = loopback.open();
    channel.close();
    Outcome<Void> outcome = new Outcome<>();
    channel.connect(loopback.address(), null, outcome);
    assertThat(outcome.failure()).isInstanceOf(ClosedChannelException.class);
  }

  @Test
  void manyConnectAtOnce() throws IOException {
    for (int i = 0; i < 50; i++) {
      Pair pair = loopback.pair();
      assertThat(pair.server().getRemoteAddress()).isEqualTo(pair.client().getLocalAddress());
    }
  }
}
