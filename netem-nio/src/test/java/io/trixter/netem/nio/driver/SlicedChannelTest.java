package io.trixter.netem.nio.driver;

import static io.trixter.netem.nio.driver.Bench.pattern;
import static io.trixter.netem.nio.driver.Bench.read;
import static io.trixter.netem.nio.driver.Bench.write;
import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.netem.SlicedWriter;
import io.trixter.netem.nio.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SlicedChannelTest {
  @RegisterExtension final Bench bench = new Bench();

  @Test
  void cutsAWriteIntoSlicesAndCompletesItWhenAllHaveMoved() {
    Outcome<Integer> written = write(bench.wrap(new SlicedWriter(4)), 10);
    assertThat(written.value()).isEqualTo(10);
    assertThat(bench.inner.log()).containsExactly("0ms write 4", "0ms write 4", "0ms write 2");
    assertThat(bench.inner.written()).isEqualTo(pattern(10));
  }

  @Test
  void aSliceThatIsTakenInPartIsFollowedByAWholeOne() {
    bench.inner.takesAtMost(3);
    assertThat(write(bench.wrap(new SlicedWriter(4)), 10).value()).isEqualTo(10);
    assertThat(bench.inner.log())
        .containsExactly("0ms write 3", "0ms write 3", "0ms write 3", "0ms write 1");
  }

  @Test
  void aTurnedSizeMeetsTheNextSlice() {
    SlicedWriter slices = new SlicedWriter(2);
    FaultChannel channel = bench.wrap(slices);
    bench.inner.stall();
    Outcome<Integer> written = write(channel, 20);
    slices.set(5);
    bench.inner.resume();
    assertThat(written.value()).isEqualTo(20);
    assertThat(bench.inner.log())
        .containsExactly("0ms write 2", "0ms write 5", "0ms write 5", "0ms write 5", "0ms write 3");
  }

  @Test
  void setOffInTheMidstItWritesTheRestAtOnce() {
    SlicedWriter slices = new SlicedWriter(2);
    FaultChannel channel = bench.wrap(slices);
    bench.inner.stall();
    Outcome<Integer> written = write(channel, 20);
    slices.set(0);
    bench.inner.resume();
    assertThat(written.value()).isEqualTo(20);
    assertThat(bench.inner.log()).containsExactly("0ms write 2", "0ms write 18");
  }

  @Test
  void manySlicesLetOthersHaveTheirTurn() {
    Outcome<Integer> written = write(bench.wrap(new SlicedWriter(1)), 1000);
    assertThat(written.isDone()).isFalse();
    bench.reactor.settle();
    assertThat(written.value()).isEqualTo(1000);
    assertThat(bench.inner.log()).hasSize(1000).containsOnly("0ms write 1");
  }

  @Test
  void readsPass() {
    bench.inner.feed(pattern(100));
    assertThat(read(bench.wrap(new SlicedWriter(1)), 100).value()).isEqualTo(100);
  }

  @Test
  void aWriteOfNothingReachesNobody() {
    assertThat(write(bench.wrap(new SlicedWriter(4)), 0).value()).isZero();
    assertThat(bench.inner.log()).isEmpty();
  }
}
