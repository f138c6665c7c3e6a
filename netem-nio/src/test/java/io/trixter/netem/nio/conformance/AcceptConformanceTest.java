package io.trixter.netem.nio.conformance;

import static io.trixter.netem.nio.conformance.Operations.accept;
import static io.trixter.netem.nio.conformance.Operations.bytes;
import static io.trixter.netem.nio.conformance.Operations.connect;
import static io.trixter.netem.nio.conformance.Operations.receive;
import static io.trixter.netem.nio.conformance.Operations.send;
import static io.trixter.netem.nio.conformance.Operations.then;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trixter.netem.nio.Outcome;
import io.trixter.netem.nio.conformance.Network.Pair;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.AcceptPendingException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.CompletionHandler;
import java.nio.channels.NotYetBoundException;
import java.nio.channels.ShutdownChannelGroupException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AcceptConformanceTest extends Conformance {
  AcceptConformanceTest(SetUp setUp) {
    super(setUp, 1);
  }

  @ParameterizedTest
  @EnumSource
  void acceptsAConnectionThatComesLater(AcceptForm form) throws IOException {
    Pending<AsynchronousSocketChannel> accepting = form.start(network.server);
    AsynchronousSocketChannel client = network.open();
    connect(client, network.address()).value();
    AsynchronousSocketChannel accepted = accepting.value();
    assertThat(accepted.isOpen()).isTrue();
    assertThat(accepted.getRemoteAddress()).isEqualTo(client.getLocalAddress());
    assertThat(accepted.getLocalAddress()).isEqualTo(network.address());
    assertThat(accepted.provider()).isSameAs(setUp.provider());
  }

  @ParameterizedTest
  @EnumSource
  void acceptsAConnectionThatWaits(AcceptForm form) throws IOException {
    AsynchronousSocketChannel client = network.open();
    connect(client, network.address()).value();
    AsynchronousSocketChannel accepted = setUp.dress(form.start(network.server).value());
    assertThat(accepted.getRemoteAddress()).isEqualTo(client.getLocalAddress());
    send(client, 1, 2, 3);
    assertThat(receive(accepted, 3)).isEqualTo(bytes(1, 2, 3));
    send(accepted, 4);
    assertThat(receive(client, 1)).isEqualTo(bytes(4));
  }

  @Test
  void theHandlerGetsItsAttachment() throws IOException {
    Outcome<AsynchronousSocketChannel> accepted = new Outcome<>();
    network.server.accept("attached", accepted);
    connect(network.open(), network.address());
    accepted.value();
    assertThat(accepted.attachment()).isEqualTo("attached");
    assertThat(network.crew.threads()).contains(accepted.thread());
  }

  @Test
  void acceptsTheNextInItsHandler() throws Exception {
    CountDownLatch left = new CountDownLatch(10);
    network.server.accept(
        null,
        new CompletionHandler<AsynchronousSocketChannel, Object>() {
          @Override
          public void completed(AsynchronousSocketChannel result, Object attachment) {
            left.countDown();
            network.server.accept(null, this);
          }

          @Override
          public void failed(Throwable thrown, Object attachment) {
            // the listener's end
          }
        });
    for (int i = 0; i < 10; i++) {
      connect(network.open(), network.address()).value();
    }
    assertThat(left.await(15, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void aConnectionThatWaitsIsNotHandedToTheHandlerBeforeTheCallReturns() throws Exception {
    Pair pair = network.pair();
    AsynchronousSocketChannel waits = network.open();
    connect(waits, network.address()).value();
    AtomicBoolean returned = new AtomicBoolean();
    Thread[] caller = new Thread[1];
    CompletableFuture<Boolean> wasDirect = new CompletableFuture<>();
    network.inHandler(
        () -> {
          caller[0] = Thread.currentThread();
          network.server.accept(
              null,
              then(
                  ignored ->
                      wasDirect.complete(Thread.currentThread() == caller[0] && !returned.get())));
          returned.set(true);
        });
    assertThat(wasDirect.get(15, TimeUnit.SECONDS)).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void oneAcceptIsUnderWayAtATime(AcceptForm form) throws IOException {
    Pending<AsynchronousSocketChannel> first = form.start(network.server);
    for (AcceptForm other : AcceptForm.values()) {
      assertThatThrownBy(() -> other.start(network.server))
          .isInstanceOf(AcceptPendingException.class);
    }
    connect(network.open(), network.address());
    assertThat(first.value().isOpen()).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void aListenerThatIsNotBoundDoesNotAccept(AcceptForm form) throws IOException {
    AsynchronousServerSocketChannel unbound = network.openServer();
    assertThatThrownBy(() -> form.start(unbound)).isInstanceOf(NotYetBoundException.class);
    unbound.bind(Network.anyPort());
    connect(network.open(), unbound.getLocalAddress());
    assertThat(form.start(unbound).value().isOpen()).isTrue();
  }

  @Test
  void aHandlerThereMustBe() {
    assertThatThrownBy(() -> network.server.accept(null, null))
        .isInstanceOf(NullPointerException.class);
  }

  @ParameterizedTest
  @EnumSource
  void closingFailsTheAcceptUnderWayAndThoseAfter(AcceptForm form) throws IOException {
    Pending<AsynchronousSocketChannel> accepting = form.start(network.server);
    network.server.close();
    assertThat(network.server.isOpen()).isFalse();
    assertThat(accepting.failure()).isInstanceOf(AsynchronousCloseException.class);
    assertThat(form.start(network.server).failure()).isInstanceOf(ClosedChannelException.class);
    network.server.close();
  }

  @Test
  void aClosedListenerHasNoAddressNoOptionsAndNoBind() throws IOException {
    AsynchronousServerSocketChannel closed = network.openServer();
    closed.close();
    assertThatThrownBy(closed::getLocalAddress).isInstanceOf(ClosedChannelException.class);
    assertThatThrownBy(() -> closed.bind(Network.anyPort()))
        .isInstanceOf(ClosedChannelException.class);
    assertThatThrownBy(() -> closed.getOption(StandardSocketOptions.SO_RCVBUF))
        .isInstanceOf(ClosedChannelException.class);
    assertThatThrownBy(() -> closed.setOption(StandardSocketOptions.SO_RCVBUF, 4096))
        .isInstanceOf(ClosedChannelException.class);
    assertThat(closed.supportedOptions()).contains(StandardSocketOptions.SO_RCVBUF);
  }

  @Test
  void aClosedListenersAddressCanBeBoundAgain() throws IOException {
    SocketAddress address = network.address();
    accept(network.server);
    network.server.close();
    try (AsynchronousServerSocketChannel next = network.openServer().bind(address)) {
      assertThat(next.getLocalAddress()).isEqualTo(address);
    }
  }

  @Test
  void whatWasAcceptedOutlivesTheListener() throws IOException {
    Pair pair = network.pair();
    network.server.close();
    send(pair.client(), 1);
    assertThat(receive(pair.server(), 1)).isEqualTo(bytes(1));
  }

  @ParameterizedTest
  @EnumSource
  void aGroupThatIsShutDownClosesWhatIsAccepted(AcceptForm form) throws IOException {
    Pending<AsynchronousSocketChannel> accepting = form.start(network.server);
    network.group.shutdown();
    try (Socket client = network.knock()) {
      assertThat(accepting.failure())
          .isInstanceOf(IOException.class)
          .hasCauseInstanceOf(ShutdownChannelGroupException.class);
      assertThat(ends(client)).isTrue();
    }
  }

  private static boolean ends(Socket client) {
    try {
      return client.getInputStream().read() == -1;
    } catch (IOException reset) {
      return true;
    }
  }
}
