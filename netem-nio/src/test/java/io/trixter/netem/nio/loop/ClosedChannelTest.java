package io.trixter.netem.nio.loop;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trixter.netem.nio.Outcome;
import io.trixter.netem.nio.loop.LoopFixture.Pair;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Who hears that a channel was closed, and what it does then. */
class ClosedChannelTest {
  @RegisterExtension final LoopFixture fixture = new LoopFixture(null);

  @Test
  void aListenerThatThrowsKeepsNothingFromHearingOfTheClose() throws Exception {
    Pair pair = fixture.pair();
    LoopSocketChannel channel = (LoopSocketChannel) pair.client();
    IllegalStateException thrown = new IllegalStateException("thrown by the test");
    CountDownLatch told = new CountDownLatch(2);
    channel.whenClosed(told::countDown);
    channel.whenClosed(
        () -> {
          throw thrown;
        });
    channel.whenClosed(told::countDown);
    Outcome<Integer> reading = new Outcome<>();
    channel.read(ByteBuffer.allocate(1), null, reading);
    channel.close();
    assertThat(reading.failure()).isInstanceOf(AsynchronousCloseException.class);
    assertThat(told.await(LoopFixture.PATIENCE_SECONDS, SECONDS)).isTrue();
    assertThat(fixture.uncaught).containsExactly(thrown);
  }

  @Test
  void theFutureOfAConnectHasFailedAtOnceSoThatACancelIsNone() throws Exception {
    AsynchronousSocketChannel channel = fixture.pair().client();
    channel.close();
    CountDownLatch looked = new CountDownLatch(1);
    fixture.loop.execute(() -> awaitQuietly(looked));
    Future<Void> connecting =
        channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), 1));
    assertThat(connecting.cancel(true)).isFalse();
    assertThatThrownBy(connecting::get).hasCauseInstanceOf(ClosedChannelException.class);
    looked.countDown();
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
