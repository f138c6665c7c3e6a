package io.trixter.netem.nio;

import static io.trixter.netem.nio.Loopback.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trixter.netem.nio.Loopback.HalfPair;
import io.trixter.netem.nio.Loopback.Pair;
import java.io.IOException;
import java.nio.channels.AsynchronousChannelGroup;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.IllegalChannelGroupException;
import java.nio.channels.ShutdownChannelGroupException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ProviderGroupTest {
  @RegisterExtension final Loopback loopback = new Loopback(3);

  @Test
  void makesItsThreadsAtOnceAsManyAsAsked() {
    assertThat(loopback.threads).hasSize(3).allMatch(Thread::isAlive);
    assertThatThrownBy(
            () ->
                loopback.provider.openAsynchronousChannelGroup(0, Executors.defaultThreadFactory()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aGroupThatIsShutDownOpensNoChannels() {
    loopback.group.shutdown();
    assertThat(loopback.group.isShutdown()).isTrue();
    assertThatThrownBy(loopback::open).isInstanceOf(ShutdownChannelGroupException.class);
    assertThatThrownBy(() -> loopback.provider.openAsynchronousServerSocketChannel(loopback.group))
        .isInstanceOf(ShutdownChannelGroupException.class);
  }

  @Test
  void aGroupThatIsShutDownAcceptsNothing() throws IOException {
    Outcome<AsynchronousSocketChannel> accepted = new Outcome<>();
    AsynchronousSocketChannel client = loopback.open();
    loopback.server.accept(null, accepted);
    loopback.group.shutdown();
    client.connect(loopback.address(), null, new Outcome<>());
    assertThat(accepted.failure())
        .isInstanceOf(IOException.class)
        .hasCauseInstanceOf(ShutdownChannelGroupException.class);
  }

  @Test
  void terminatesWhenTheLastChannelIsClosed() throws Exception {
    Pair pair = loopback.pair();
    loopback.group.shutdown();
    loopback.server.close();
    pair.client().close();
    assertThat(loopback.group.awaitTermination(50, TimeUnit.MILLISECONDS)).isFalse();
    assertThat(loopback.group.isTerminated()).isFalse();
    pair.server().close();
    assertThat(loopback.group.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    assertThat(loopback.group.isTerminated()).isTrue();
  }

  @Test
  void terminatesAtOnceIfItHasNoChannels() throws Exception {
    loopback.server.close();
    loopback.group.shutdown();
    assertThat(loopback.group.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void shutdownNowClosesEveryChannel() throws Exception {
    HalfPair pair = loopback.halfPair();
    Outcome<Integer> reading = read(pair.channel(), 10);
    Outcome<AsynchronousSocketChannel> accepting = new Outcome<>();
    loopback.server.accept(null, accepting);
    loopback.group.shutdownNow();
    assertThat(reading.failure()).isInstanceOf(AsynchronousCloseException.class);
    assertThat(accepting.failure()).isInstanceOf(AsynchronousCloseException.class);
    assertThat(loopback.group.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    assertThat(pair.channel().isOpen()).isFalse();
    assertThat(loopback.server.isOpen()).isFalse();
    pair.peer().close();
  }

  @Test
  void channelsOutliveTheirGroupOnlyAsClosedOnes() throws Exception {
    Pair pair = loopback.pair();
    loopback.group.shutdownNow();
    assertThat(loopback.group.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    assertThatThrownBy(() -> read(pair.client(), 1))
        .isInstanceOf(ShutdownChannelGroupException.class);
    assertThatThrownBy(() -> loopback.server.accept(null, new Outcome<>()))
        .isInstanceOf(ShutdownChannelGroupException.class);
    pair.client().close();
  }

  @Test
  void anotherProvidersGroupIsRefused() throws Exception {
    AsynchronousChannelGroup foreign =
        AsynchronousChannelGroup.withFixedThreadPool(1, Executors.defaultThreadFactory());
    try {
      assertThatThrownBy(() -> loopback.provider.openAsynchronousSocketChannel(foreign))
          .isInstanceOf(IllegalChannelGroupException.class);
    } finally {
      foreign.shutdownNow();
    }
    AsynchronousChannelGroup anotherOfOurs =
        new NetemChannelProvider()
            .openAsynchronousChannelGroup(1, Executors.defaultThreadFactory());
    try {
      assertThatThrownBy(() -> loopback.provider.openAsynchronousSocketChannel(anotherOfOurs))
          .isInstanceOf(IllegalChannelGroupException.class);
    } finally {
      anotherOfOurs.shutdownNow();
    }
  }

  @Test
  void channelsWithoutAGroupUseTheDefaultOne() throws IOException {
    try (AsynchronousSocketChannel channel =
        NetemChannelProvider.shared().openAsynchronousSocketChannel(null)) {
      Outcome<Void> refused = new Outcome<>();
      var address = loopback.address();
      loopback.server.close();
      channel.connect(address, null, refused);
      refused.failure();
      assertThat(refused.thread().getName()).isEqualTo("netem-handler");
      assertThat(refused.thread().isDaemon()).isTrue();
    }
    assertThat(NetemChannelProvider.shared()).isSameAs(NetemChannelProvider.shared());
  }
}
