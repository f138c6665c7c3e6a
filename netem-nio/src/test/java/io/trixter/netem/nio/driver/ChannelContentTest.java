package io.trixter.netem.nio.driver;

import static io.trixter.netem.nio.driver.Bench.pattern;
import static io.trixter.netem.nio.driver.Bench.read;
import static io.trixter.netem.nio.driver.Bench.write;
import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.netem.BitFlipper;
import io.trixter.netem.DelayedWriter;
import io.trixter.netem.Fault;
import io.trixter.netem.ThrottledWriter;
import io.trixter.netem.kernel.Op;
import io.trixter.netem.kernel.RandomSource;
import io.trixter.netem.kernel.Rule;
import io.trixter.netem.kernel.Rules;
import io.trixter.netem.kernel.Step;
import io.trixter.netem.nio.Outcome;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What rules see of a channel's bytes, and what the caller's buffers have to do with it. */
class ChannelContentTest {
  @RegisterExtension final Bench bench = new Bench();
  private final List<Integer> seen = new ArrayList<>();
  private Runnable meanwhile = () -> {};

  /** Looks at what is written. */
  private final class Looking extends Fault {
    @Override
    public Rules rules(RandomSource source) {
      return Rules.of("Looking")
          .writing(
              new Rule() {
                @Override
                public boolean isOff() {
                  return false;
                }

                @Override
                public void before(Op op, long wanted, long now, Step step) {
                  if (op == Op.WRITE) {
                    meanwhile.run();
                    seen.add(step.content().remaining());
                    assertThat(step.content().remaining()).isEqualTo(last());
                  }
                  step.move(wanted);
                }
              });
    }
  }

  private int last() {
    return seen.get(seen.size() - 1);
  }

  private static byte[] xor(byte[] one, byte[] other) {
    byte[] xor = one.clone();
    for (int i = 0; i < xor.length; i++) {
      xor[i] ^= other[i];
    }
    return xor;
  }

  private static boolean isFlipped(byte[] bytes) {
    for (byte b : bytes) {
      if (Integer.bitCount(b & 0xff) != 1) {
        return false;
      }
    }
    return true;
  }

  @Test
  void aGatheringWriteShowsOneBufferAfterTheOther() {
    ByteBuffer[] srcs = {ByteBuffer.allocate(3), ByteBuffer.allocate(0), ByteBuffer.allocate(4)};
    Outcome<Long> written = new Outcome<>();
    bench.wrap(new Looking()).write(srcs, 0, 3, 0, TimeUnit.SECONDS, null, written);
    assertThat(written.value()).isEqualTo(7);
    assertThat(seen).containsExactly(3, 4);
  }

  @Test
  void aGatheringWriteIsFlippedAndItsBuffersLeftAlone() {
    ByteBuffer[] srcs = {ByteBuffer.wrap(pattern(30)), ByteBuffer.wrap(pattern(40)).position(10)};
    Outcome<Long> written = new Outcome<>();
    bench.inner.takesAtMost(7);
    bench.wrap(new BitFlipper(1.0)).write(srcs, 0, 2, 0, TimeUnit.SECONDS, null, written);
    bench.reactor.settle();
    assertThat(written.value()).isEqualTo(60);
    assertThat(srcs[0].array()).isEqualTo(pattern(30));
    assertThat(srcs[1].hasRemaining()).isFalse();
    byte[] sent = ByteBuffer.allocate(60).put(pattern(30)).put(pattern(40), 10, 30).array();
    assertThat(isFlipped(xor(bench.inner.written(), sent))).isTrue();
  }

  @Test
  void aScatteringReadIsFlippedInEachBuffer() {
    ByteBuffer[] dsts = {ByteBuffer.allocate(9).position(4), ByteBuffer.allocate(9).position(2)};
    Outcome<Long> got = new Outcome<>();
    bench.inner.feed(new byte[100]);
    bench.wrap(new BitFlipper(1.0)).read(dsts, 0, 2, 0, TimeUnit.SECONDS, null, got);
    int first = dsts[0].position() - 4;
    int second = dsts[1].position() - 2;
    assertThat(got.value()).isEqualTo(first + second).isPositive();
    assertThat(dsts[0].array()).startsWith(0, 0, 0, 0);
    byte[] all = new byte[first + second];
    dsts[0].get(4, all, 0, first);
    dsts[1].get(2, all, first, second);
    assertThat(isFlipped(all)).isTrue();
  }

  @Test
  void aFuturesReadIsFlippedInTheCallersBuffer() throws Exception {
    ByteBuffer dst = ByteBuffer.allocate(10).position(3);
    Future<Integer> got = bench.wrap(new BitFlipper(1.0)).read(dst);
    bench.inner.feed(new byte[5]);
    bench.reactor.settle();
    assertThat(got.get()).isEqualTo(5);
    byte[] all = new byte[5];
    dst.get(3, all);
    assertThat(isFlipped(all)).isTrue();
  }

  @Test
  void aRuleDoesNotSeeABufferThatIsTheCallersAgain() {
    FaultChannel channel = bench.wrap(new Looking(), new DelayedWriter(ofMillis(1)));
    Future<Integer> written = channel.write(ByteBuffer.wrap(pattern(10)));
    bench.reactor.settle();
    meanwhile = () -> bench.reactor.fromOutside(() -> written.cancel(false));
    bench.reactor.advance(ofMillis(5));
    assertThat(written).isCancelled();
    assertThat(seen).isEmpty();
    assertThat(bench.inner.written()).isEmpty();
    assertThat(bench.reactor.hasTimers()).isFalse();
  }

  @Test
  void aWriteThatIsCancelledAmidWhatReplacesItSendsNoMore() throws IOException {
    FaultChannel channel = bench.wrap(new ThrottledWriter(4), new BitFlipper(1.0));
    Future<Integer> written = channel.write(ByteBuffer.wrap(pattern(10)));
    bench.reactor.settle();
    bench.reactor.fromOutside(() -> written.cancel(false));
    bench.reactor.advance(ofMillis(5000));
    channel.shutdownOutput();
    bench.reactor.settle();
    assertThat(bench.inner.log()).containsExactly("0ms write 4", "5000ms shutdown");
  }

  @Test
  void aWriteThatFailsAmidWhatReplacesItHasMovedWhatWent() {
    ByteBuffer src = ByteBuffer.wrap(pattern(10));
    FaultChannel channel = bench.wrap(new ThrottledWriter(4), new BitFlipper(1.0));
    Outcome<Integer> written = write(channel, src);
    bench.inner.failWith(new IOException("broken pipe"));
    bench.reactor.advance(ofMillis(1000));
    assertThat(written.failure()).hasMessage("broken pipe");
    assertThat(src.position()).isEqualTo(4);
  }

  @Test
  void aFaultThatIsRemovedAmidWhatItReplacesLetsTheRestPass() {
    Part flips = new Part(new BitFlipper(1.0).rules(new RandomSource(1, 0, "x")), null);
    FaultChannel channel = FaultChannel.wrap(bench.inner, List.of(flips));
    bench.inner.takesAtMost(3);
    bench.inner.stall();
    Outcome<Integer> written = write(channel, 10);
    channel.edit(List.of());
    bench.inner.resume();
    bench.reactor.settle();
    assertThat(written.value()).isEqualTo(10);
    byte[] differing = xor(bench.inner.written(), pattern(10));
    assertThat(isFlipped(Arrays.copyOf(differing, 3))).isTrue();
    assertThat(differing).hasSize(10).endsWith(0, 0, 0, 0, 0, 0, 0);
  }

  @Test
  void whatARuleThrowsAsItLooksAtAReadEndsTheRead() {
    Fault throwing =
        new Fault() {
          @Override
          public Rules rules(RandomSource source) {
            return Rules.of("Throwing")
                .reading(
                    new Rule() {
                      @Override
                      public boolean isOff() {
                        return false;
                      }

                      @Override
                      public void read(ByteBuffer bytes) {
                        throw new IllegalStateException("no");
                      }
                    });
          }
        };
    FaultChannel channel = bench.wrap(throwing);
    Outcome<Integer> waiting = read(channel, 5);
    bench.reactor.settle();
    bench.inner.feed(pattern(5));
    bench.reactor.settle();
    assertThat(waiting.failure()).hasMessage("no");
    bench.inner.feed(pattern(5));
    assertThat(read(channel, 5).failure()).hasMessage("no");
  }

  @Test
  void whatARuleThrowsAsItLooksEndsTheOperation() {
    meanwhile =
        () -> {
          throw new IllegalStateException("no");
        };
    FaultChannel channel = bench.wrap(new Looking());
    assertThat(write(channel, 10).failure()).hasMessage("no");
    assertThat(read(channel, 1).isDone()).isFalse();
  }
}
