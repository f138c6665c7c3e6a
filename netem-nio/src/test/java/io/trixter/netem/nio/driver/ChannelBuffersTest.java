package io.trixter.netem.nio.driver;

import static io.trixter.netem.nio.driver.Bench.pattern;
import static io.trixter.netem.nio.driver.Bench.read;
import static io.trixter.netem.nio.driver.Bench.write;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trixter.netem.DelayedReader;
import io.trixter.netem.SlicedWriter;
import io.trixter.netem.ThrottledReader;
import io.trixter.netem.ThrottledWriter;
import io.trixter.netem.nio.Outcome;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ChannelBuffersTest {
  @RegisterExtension final Bench bench = new Bench();

  private static ByteBuffer middle() {
    return ByteBuffer.wrap(pattern(100)).position(10).limit(60);
  }

  private static void assertAt(ByteBuffer buffer, int position, int limit) {
    assertThat(buffer.position()).as("position").isEqualTo(position);
    assertThat(buffer.limit()).as("limit").isEqualTo(limit);
  }

  @Test
  void aWriteMovesThePositionToTheLimitAndLeavesTheLimit() {
    ByteBuffer src = middle();
    write(bench.wrap(new SlicedWriter(7)), src).value();
    assertAt(src, 60, 60);
    assertThat(bench.inner.written()).isEqualTo(Arrays.copyOfRange(pattern(100), 10, 60));
  }

  @Test
  void aWriteThatFailsHalfWayHasMovedWhatWentAndHasItsLimitBack() {
    ByteBuffer src = middle();
    FaultChannel channel = bench.wrap(new ThrottledWriter(20));
    Outcome<Integer> written = write(channel, src);
    IOException cause = new IOException("broken pipe");
    bench.inner.failWith(cause);
    bench.reactor.advance(ofSeconds(1));
    assertThat(written.failure()).isSameAs(cause);
    assertAt(src, 30, 60);
  }

  @Test
  void aWriteThatTimesOutInsideHasItsLimitBack() {
    ByteBuffer src = middle();
    bench.inner.stall();
    Outcome<Integer> written = write(bench.wrap(new SlicedWriter(7)), src, ofMillis(10));
    assertAt(src, 10, 17);
    bench.reactor.advance(ofMillis(10));
    assertThat(written.isDone()).isTrue();
    assertAt(src, 10, 60);
  }

  @Test
  void aReadThatIsLimitedHasItsLimitBack() {
    ByteBuffer dst = middle();
    bench.inner.feed(pattern(100));
    FaultChannel channel = bench.wrap(new ThrottledReader(20));
    assertThat(read(channel, dst).value()).isEqualTo(20);
    assertAt(dst, 30, 60);
    assertThat(Arrays.copyOfRange(dst.array(), 10, 30)).isEqualTo(pattern(20));
  }

  @Test
  void aLimitedReadThatFailsHasItsLimitBack() {
    ByteBuffer dst = middle();
    Outcome<Integer> read = read(bench.wrap(new ThrottledReader(20)), dst);
    assertAt(dst, 10, 30);
    bench.inner.failWith(new IOException("reset"));
    assertThat(read.failure()).hasMessage("reset");
    assertAt(dst, 10, 60);
  }

  @Test
  void aReadMeetsTheEndWithItsBufferUntouched() {
    ByteBuffer dst = middle();
    bench.inner.feedEnd();
    assertThat(read(bench.wrap(new ThrottledReader(20)), dst).value()).isEqualTo(-1);
    assertAt(dst, 10, 60);
  }

  @Test
  void gathersEveryBufferOfItsPartOfTheArray() {
    ByteBuffer[] srcs = {
      ByteBuffer.wrap(pattern(9)),
      ByteBuffer.wrap(pattern(5)),
      ByteBuffer.allocate(0),
      ByteBuffer.wrap(pattern(8)),
      ByteBuffer.wrap(pattern(9))
    };
    Outcome<Long> outcome = new Outcome<>();
    bench.wrap(new SlicedWriter(4)).write(srcs, 1, 3, 0, TimeUnit.SECONDS, "attached", outcome);
    assertThat(outcome.value()).isEqualTo(13L);
    assertThat(outcome.attachment()).isEqualTo("attached");
    assertThat(srcs).extracting(ByteBuffer::remaining).containsExactly(9, 0, 0, 0, 9);
    byte[] expected = Arrays.copyOf(pattern(5), 13);
    System.arraycopy(pattern(8), 0, expected, 5, 8);
    assertThat(bench.inner.written()).isEqualTo(expected);
    assertThat(bench.inner.log())
        .containsExactly("0ms write 4", "0ms write 1", "0ms write 4", "0ms write 4");
  }

  @Test
  void aBucketPacesAGatheringWriteAsAWhole() {
    ByteBuffer[] srcs = {ByteBuffer.wrap(pattern(600)), ByteBuffer.wrap(pattern(500))};
    Outcome<Long> outcome = new Outcome<>();
    bench.wrap(new ThrottledWriter(1000)).write(srcs, 0, 2, 0, TimeUnit.SECONDS, null, outcome);
    bench.reactor.advance(ofMillis(99));
    assertThat(outcome.isDone()).isFalse();
    bench.reactor.advance(ofMillis(1));
    assertThat(outcome.value()).isEqualTo(1100L);
  }

  @Test
  void scattersIntoTheFirstBufferThatHasRoom() {
    ByteBuffer[] dsts = {ByteBuffer.allocate(0), ByteBuffer.allocate(5), ByteBuffer.allocate(9)};
    bench.inner.feed(pattern(20));
    FaultChannel channel = bench.wrap(new DelayedReader(ofMillis(1)));
    Outcome<Long> outcome = new Outcome<>();
    channel.read(dsts, 0, 3, 0, TimeUnit.SECONDS, null, outcome);
    bench.reactor.advance(ofMillis(1));
    assertThat(outcome.value()).isEqualTo(5L);
    assertThat(dsts[1].array()).isEqualTo(pattern(5));
    assertThat(dsts[2].position()).isZero();
  }

  @Test
  void refusesBuffersThatCannotBeUsed() {
    FaultChannel channel = bench.wrap(new ThrottledReader(20), new ThrottledWriter(20));
    Outcome<Long> outcome = new Outcome<>();
    ByteBuffer readOnly = ByteBuffer.allocate(5).asReadOnlyBuffer();
    ByteBuffer[] pair = {ByteBuffer.allocate(5), readOnly};
    assertThatThrownBy(() -> read(channel, readOnly))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("dst is read-only");
    assertThatThrownBy(() -> channel.read(pair, 0, 2, 0, TimeUnit.SECONDS, null, outcome))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> channel.write(pair, 1, 2, 0, TimeUnit.SECONDS, null, outcome))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> channel.write(null, 0, TimeUnit.SECONDS, null, new Outcome<>()))
        .isInstanceOf(NullPointerException.class);
    assertThat(write(channel, readOnly).value()).isEqualTo(5);
  }
}
