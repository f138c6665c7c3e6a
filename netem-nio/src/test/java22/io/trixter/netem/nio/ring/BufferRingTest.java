package io.trixter.netem.nio.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trixter.netem.nio.ring.RingFixture.Completion;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@NeedsRing
class BufferRingTest {
  @Test
  void runsOutOfBuffersAndRecovers() throws IOException {
    try (RingFixture fixture = new RingFixture(64, 256, 2)) {
      int[] pair = fixture.pair();
      fixture.sendNow(pair[0], new byte[3 * BufferRing.BUFFER_BYTES]);
      fixture.ring.receiveMultishot(pair[1], false, 7);
      Completion first = fixture.next(7);
      Completion second = fixture.next(7);
      Completion without = fixture.next(7);
      assertThat(without.result()).isEqualTo(-Errno.ENOBUFS);
      assertThat(without.hasMore()).isFalse();
      assertThat(BufferRing.idOf(without.flags())).isEqualTo(-1);
      fixture.bytes(second);
      fixture.ring.receive(pair[1], false, 8);
      Completion third = fixture.next(8);
      assertThat(BufferRing.idOf(third.flags())).isEqualTo(BufferRing.idOf(second.flags()));
      assertThat(fixture.bytes(first)).hasSize(BufferRing.BUFFER_BYTES);
      assertThat(fixture.bytes(third)).hasSize(BufferRing.BUFFER_BYTES);
    }
  }

  @Test
  void goesRoundManyTimesWithoutMixingBuffersUp() throws IOException {
    try (RingFixture fixture = new RingFixture(64, 256, 4)) {
      int[] pair = fixture.pair();
      for (int i = 0; i < 70_000; i += 7) { // the tail has 16 bits
        byte[] message = new byte[1 + i % BufferRing.BUFFER_BYTES];
        Arrays.fill(message, (byte) i);
        fixture.sendNow(pair[0], message);
        for (int received = 0; received < message.length; ) {
          fixture.ring.receive(pair[1], false, i);
          byte[] bytes = fixture.bytes(fixture.next(i));
          assertThat(bytes).containsOnly((byte) i);
          received += bytes.length;
        }
      }
    }
  }

  @Test
  void hasOneBufferObjectForEachId() throws IOException {
    BufferRing buffers = new BufferRing(8);
    try {
      assertThat(buffers.count()).isEqualTo(8);
      assertThat(buffers.buffer(3)).isSameAs(buffers.buffer(3)).isNotSameAs(buffers.buffer(4));
      assertThat(buffers.buffer(7).capacity()).isEqualTo(BufferRing.BUFFER_BYTES);
      assertThat(buffers.buffer(7).isDirect()).isTrue();
    } finally {
      buffers.close();
    }
  }

  @Test
  void refusesAccessAfterItIsClosed() throws IOException {
    BufferRing buffers = new BufferRing(8);
    ByteBuffer buffer = buffers.buffer(0);
    buffers.close();
    assertThatThrownBy(() -> buffer.get(0)).isInstanceOf(IllegalStateException.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {-8, 0, 3, 65_536})
  void refusesACountThatIsNoPowerOfTwo(int count) {
    assertThatThrownBy(() -> new BufferRing(count))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("count is %d, not a power of two from 1 to 32768", count);
  }
}
