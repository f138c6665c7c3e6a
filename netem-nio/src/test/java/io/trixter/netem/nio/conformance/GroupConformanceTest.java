package io.trixter.netem.nio.conformance;

import static io.trixter.netem.nio.conformance.Operations.bytes;
import static io.trixter.netem.nio.conformance.Operations.read;
import static io.trixter.netem.nio.conformance.Operations.receive;
import static io.trixter.netem.nio.conformance.Operations.room;
import static io.trixter.netem.nio.conformance.Operations.send;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trixter.netem.nio.Outcome;
import io.trixter.netem.nio.conformance.Network.Pair;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.channels.AsynchronousChannelGroup;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.IllegalChannelGroupException;
import java.nio.channels.ShutdownChannelGroupException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class GroupConformanceTest extends Conformance {
  GroupConformanceTest(SetUp setUp) {
    super(setUp, 2);
  }

  private void assertTerminates() throws InterruptedException {
    assertThat(network.group.awaitTermination(15, SECONDS)).isTrue();
    assertThat(network.group.isTerminated()).isTrue();
    assertThat(network.group.awaitTermination(0, SECONDS)).isTrue();
  }

  @Test
  void aFixedGroupHasAThreadAtLeastAndAFactory() {
    Crew crew = new Crew();
    for (int threads : new int[] {0, -1, Integer.MIN_VALUE}) {
      assertThatThrownBy(() -> setUp.provider().openAsynchronousChannelGroup(threads, crew))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> setUp.provider().openAsynchronousChannelGroup(1, null))
        .isInstanceOf(NullPointerException.class);
    assertThat(crew.threads()).noneMatch(Thread::isAlive);
  }

  @Test
  void theProviderIsTheSameEverywhere() throws IOException {
    assertThat(network.group.provider()).isSameAs(setUp.provider());
    assertThat(network.server.provider()).isSameAs(setUp.provider());
    Pair pair = network.pair();
    assertThat(pair.client().provider()).isSameAs(setUp.provider());
    assertThat(pair.server().provider()).isSameAs(setUp.provider());
  }

  @Test
  void theGroupOpensChannelsByTheStaticMethodsToo() throws IOException {
    try (AsynchronousSocketChannel channel = AsynchronousSocketChannel.open(network.group);
        AsynchronousServerSocketChannel server =
            AsynchronousServerSocketChannel.open(network.group)) {
      assertThat(channel.provider()).isSameAs(setUp.provider());
      assertThat(server.provider()).isSameAs(setUp.provider());
    }
  }

  @Test
  void anotherProvidersGroupIsRefused() throws Exception {
    Crew crew = new Crew();
    AsynchronousChannelGroup foreign = setUp.stranger().openAsynchronousChannelGroup(1, crew);
    assertThatThrownBy(() -> setUp.provider().openAsynchronousSocketChannel(foreign))
        .isInstanceOf(IllegalChannelGroupException.class);
    assertThatThrownBy(() -> setUp.provider().openAsynchronousServerSocketChannel(foreign))
        .isInstanceOf(IllegalChannelGroupException.class);
    assertThatThrownBy(() -> setUp.stranger().openAsynchronousSocketChannel(network.group))
        .isInstanceOf(IllegalChannelGroupException.class);
    foreign.shutdownNow();
    assertThat(foreign.awaitTermination(15, SECONDS)).isTrue();
    crew.assertWentHome();
  }

  @Test
  void withoutAGroupThereIsTheDefaultOneOfDaemons() throws IOException {
    SocketAddress refusing = network.closedPort();
    try (AsynchronousSocketChannel channel = setUp.open(null)) {
      Outcome<Void> refused = Operations.connect(channel, refusing);
      refused.failure();
      assertThat(refused.thread().isDaemon()).isTrue();
      assertThat(network.crew.threads()).doesNotContain(refused.thread());
    }
  }

  @Test
  void aGroupThatIsShutDownOpensNothing() {
    assertThat(network.group.isShutdown()).isFalse();
    network.group.shutdown();
    assertThat(network.group.isShutdown()).isTrue();
    network.group.shutdown();
    assertThatThrownBy(network::open).isInstanceOf(ShutdownChannelGroupException.class);
    assertThatThrownBy(network::openServer).isInstanceOf(ShutdownChannelGroupException.class);
  }

  @Test
  void aGroupThatIsShutDownGoesOnUntilItsLastChannelIsClosed() throws Exception {
    Pair pair = network.pair();
    AsynchronousSocketChannel unconnected = network.open();
    network.group.shutdown();
    assertThat(network.group.isTerminated()).isFalse();
    assertThat(network.group.awaitTermination(0, SECONDS)).isFalse();
    assertThat(network.group.awaitTermination(-1, SECONDS)).isFalse();
    send(pair.client(), 1);
    assertThat(receive(pair.server(), 1)).isEqualTo(bytes(1));
    assertThat(Operations.connect(unconnected, network.address()).value()).isNull();
    network.server.close();
    pair.client().close();
    unconnected.close();
    assertThat(network.group.awaitTermination(10, MILLISECONDS)).isFalse();
    send(pair.server());
    pair.server().close();
    assertTerminates();
  }

  @Test
  void aGroupWithoutChannelsTerminatesAtOnce() throws Exception {
    network.server.close();
    assertThat(network.group.isTerminated()).isFalse();
    network.group.shutdown();
    assertTerminates();
  }

  @Test
  void shutdownNowClosesEveryChannel() throws Exception {
    Pair pair = network.pair();
    Outcome<AsynchronousSocketChannel> accepting = Operations.accept(network.server);
    AsynchronousSocketChannel unconnected = network.open();
    network.group.shutdownNow();
    assertThat(network.group.isShutdown()).isTrue();
    assertThat(pair.client().isOpen()).isFalse();
    assertThat(pair.server().isOpen()).isFalse();
    assertThat(unconnected.isOpen()).isFalse();
    assertThat(network.server.isOpen()).isFalse();
    assertThat(accepting.failure()).isInstanceOf(AsynchronousCloseException.class);
    network.group.shutdownNow();
    assertTerminates();
  }

  @Test
  void shutdownNowFailsWhatIsUnderWay() throws Exception {
    Outcome<AsynchronousSocketChannel> accepted = Operations.accept(network.server);
    try (Socket peer = network.knock()) {
      Outcome<Integer> reading = read(setUp.dress(accepted.value()), room(1));
      network.group.shutdownNow();
      assertThat(reading.failure()).isInstanceOf(AsynchronousCloseException.class);
      assertThat(peer.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void shutdownNowMayFollowShutdown() throws Exception {
    Pair pair = network.pair();
    network.group.shutdown();
    network.group.shutdownNow();
    assertThat(pair.client().isOpen()).isFalse();
    assertTerminates();
  }

  @Test
  void aHandlerMayShutItsGroupDown() throws Exception {
    Pair pair = network.pair();
    network.inHandler(this::shutdownNow);
    assertTerminates();
    assertThat(pair.server().isOpen()).isFalse();
  }

  private void shutdownNow() {
    try {
      network.group.shutdownNow();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void terminationWaitsForTheHandlersThatRunAndInterruptsNone() throws Exception {
    Pair pair = network.pair();
    CountDownLatch runs = new CountDownLatch(1);
    CountDownLatch mayEnd = new CountDownLatch(1);
    CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
    network.inHandler(
        () -> {
          runs.countDown();
          interrupted.complete(wasInterrupted(mayEnd));
        });
    runs.await();
    network.group.shutdownNow();
    assertThat(network.group.awaitTermination(20, MILLISECONDS)).isFalse();
    assertThat(network.group.isTerminated()).isFalse();
    mayEnd.countDown();
    assertTerminates();
    assertThat(interrupted.get(15, SECONDS)).isFalse();
  }

  private static boolean wasInterrupted(CountDownLatch latch) {
    try {
      latch.await();
      return false;
    } catch (InterruptedException e) {
      return true;
    }
  }

  @Test
  void whoAwaitsTerminationCanBeInterrupted() {
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> network.group.awaitTermination(15, SECONDS))
        .isInstanceOf(InterruptedException.class);
    assertThat(Thread.interrupted()).isFalse();
  }

  @Test
  void afterTerminationOperationsAreThrownBack() throws Exception {
    Pair pair = network.pair();
    SocketAddress address = network.address();
    AsynchronousSocketChannel unconnected = network.open();
    network.group.shutdownNow();
    assertTerminates();
    for (ReadForm form : new ReadForm[] {ReadForm.HANDLER, ReadForm.TIMED, ReadForm.SCATTERING}) {
      assertThatThrownBy(() -> form.start(pair.client()))
          .isInstanceOf(ShutdownChannelGroupException.class);
    }
    for (WriteForm form :
        new WriteForm[] {WriteForm.HANDLER, WriteForm.TIMED, WriteForm.GATHERING}) {
      assertThatThrownBy(() -> form.start(pair.client()))
          .isInstanceOf(ShutdownChannelGroupException.class);
    }
    assertThatThrownBy(() -> ConnectForm.HANDLER.start(unconnected, address))
        .isInstanceOf(ShutdownChannelGroupException.class);
    assertThatThrownBy(() -> AcceptForm.HANDLER.start(network.server))
        .isInstanceOf(ShutdownChannelGroupException.class);
  }

  @Test
  void afterTerminationFuturesFail() throws Exception {
    Pair pair = network.pair();
    network.group.shutdownNow();
    assertTerminates();
    assertRefused(() -> ReadForm.FUTURE.start(pair.client()));
    assertRefused(() -> WriteForm.FUTURE.start(pair.client()));
    assertRefused(() -> AcceptForm.FUTURE.start(network.server));
  }

  /** Thrown back as the handler's form is, or failed because the channel is closed. */
  private static void assertRefused(Supplier<Pending<?>> start) {
    Pending<?> pending;
    try {
      pending = start.get();
    } catch (ShutdownChannelGroupException thrownBack) {
      return;
    }
    assertThat(pending.failure()).isInstanceOf(ClosedChannelException.class);
  }

  @Test
  void afterTerminationAChannelIsClosedAndMayBeClosedAgain() throws Exception {
    Pair pair = network.pair();
    network.group.shutdownNow();
    assertTerminates();
    pair.client().close();
    network.server.close();
    assertThatThrownBy(pair.client()::getLocalAddress).isInstanceOf(ClosedChannelException.class);
    assertThatThrownBy(network::open).isInstanceOf(ShutdownChannelGroupException.class);
  }
}
