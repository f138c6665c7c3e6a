package io.trixter.netem.nio.loop;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.netem.nio.Outcome;
import io.trixter.netem.nio.loop.LoopFixture.Pair;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousSocketChannel;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A peer that sends no more, and reads late what it is sent. */
class HalfClosedPeerTest {
  private static final int CHUNK = 1 << 18;
  private static final Duration SHORT = Duration.ofMillis(50);
  private static final Duration LONG = Duration.ofSeconds(2);

  @RegisterExtension final LoopFixture fixture = new LoopFixture(null);
  private long written;
  private long received;

  @Test
  void hasReadNearlyAllBeforeItCountsAsSent() throws Exception {
    Pair pair = fixture.pair();
    LoopSocketChannel channel = (LoopSocketChannel) pair.client();
    channel.setOption(StandardSocketOptions.SO_SNDBUF, CHUNK);
    pair.peer().setOption(StandardSocketOptions.SO_RCVBUF, CHUNK / 8); // or it would grow
    Outcome<Integer> waiting = writeUntilItWaits(channel);
    pair.peer().shutdownOutput();
    assertThat(read(channel)).isEqualTo(-1);
    while (!waiting.isDone()) {
      received += read(pair.peer());
    }
    written += waiting.value();

    CountDownLatch sent = new CountDownLatch(1);
    fixture.loop.execute(() -> channel.whenSent(sent::countDown));
    for (int polls = 0; polls < 50; polls++) {
      fixture.inLoop(() -> null);
    }
    assertThat(sent.getCount()).as("there is more that the peer has not read").isEqualTo(1);

    while (received < written) {
      received += read(pair.peer());
    }
    assertThat(sent.await(LoopFixture.PATIENCE_SECONDS, SECONDS)).isTrue();
  }

  private Outcome<Integer> writeUntilItWaits(AsynchronousSocketChannel channel) throws Exception {
    int last = CHUNK;
    while (true) {
      Outcome<Integer> writing = new Outcome<>();
      channel.write(ByteBuffer.allocate(CHUNK), null, writing);
      if (!writing.endsWithin(last < CHUNK ? SHORT : LONG)) {
        return writing;
      }
      last = writing.value();
      written += last;
    }
  }

  private static int read(AsynchronousSocketChannel channel) {
    Outcome<Integer> reading = new Outcome<>();
    channel.read(ByteBuffer.allocate(CHUNK), null, reading);
    return reading.value();
  }
}
