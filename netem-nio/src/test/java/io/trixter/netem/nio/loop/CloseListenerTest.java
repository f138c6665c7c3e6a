package io.trixter.netem.nio.loop;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.netem.nio.Outcome;
import io.trixter.netem.nio.loop.LoopFixture.Pair;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Listeners that throw when their channel is closed. */
class CloseListenerTest {
  @RegisterExtension final LoopFixture fixture = new LoopFixture(null);

  @Test
  void oneThatThrowsKeepsNothingFromHearingOfTheClose() throws Exception {
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
}
