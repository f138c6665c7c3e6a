package io.trixter.netem.nio.driver;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trixter.netem.DelayLine;
import io.trixter.netem.Fault;
import io.trixter.netem.SlicedWriter;
import io.trixter.netem.Terminator;
import io.trixter.netem.ThrottledReader;
import io.trixter.netem.ThrottledWriter;
import io.trixter.netem.kernel.End;
import io.trixter.netem.kernel.FaultNames;
import io.trixter.netem.kernel.Op;
import io.trixter.netem.kernel.Rule;
import io.trixter.netem.kernel.Rules;
import io.trixter.netem.kernel.Step;
import io.trixter.netem.nio.Outcome;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Faults that are added, removed and left out while a channel is used. */
class ChannelEditTest {
  @RegisterExtension final Bench bench = new Bench();

  private final List<End> ends = new ArrayList<>();
  private final Part slow = part(new DelayLine(ofMillis(50)));
  private final Part slower = part(new DelayLine(ofMillis(200)));
  private final Part slices = part(new SlicedWriter(10));

  private static Part part(Fault fault) {
    return new Part(fault.rules(new FaultNames()), null);
  }

  private static Part writing(Rule rule) {
    return new Part(Rules.of("Test").writing(rule), null);
  }

  private FaultChannel channel(Part... parts) {
    FaultChannel channel = FaultChannel.wrap(bench.inner, List.of(parts));
    channel.whenEnded(ends::add);
    return channel;
  }

  /** Lets nothing pass. */
  private static final class Dam extends Rule {
    @Override
    public boolean isOff() {
      return false;
    }

    @Override
    public void before(Op op, long wanted, long now, Step step) {
      step.await(ofSeconds(1000).toNanos());
    }
  }

  /** Ends the stream so long after it was first asked. */
  private static final class Ending extends Rule {
    private final long nanos;
    private final boolean reset;
    private long since = -1;

    Ending(long nanos, boolean reset) {
      this.nanos = nanos;
      this.reset = reset;
    }

    @Override
    public boolean isOff() {
      return false;
    }

    @Override
    public long dueIn(long now) {
      since = since == -1 ? now : since;
      return Math.max(0, nanos - (now - since));
    }

    @Override
    public void before(Op op, long wanted, long now, Step step) {
      if (dueIn(now) == 0) {
        step.end(reset);
      } else {
        step.move(wanted);
      }
    }
  }

  @Test
  void anAddedRuleMeetsTheNextWrite() {
    FaultChannel channel = channel();
    Bench.write(channel, 25);
    channel.edit(List.of(slices));
    Bench.write(channel, 25);
    assertThat(bench.inner.log())
        .containsExactly("0ms write 25", "0ms write 10", "0ms write 10", "0ms write 5");
  }

  @Test
  void anAddedRuleMeetsTheRestOfAWriteThatTheSocketHasTakenInPart() {
    FaultChannel channel = channel(part(new ThrottledWriter(1 << 20)));
    bench.inner.takesAtMost(20);
    bench.inner.stall();
    Outcome<Integer> write = Bench.write(channel, 60);
    channel.edit(List.of(slices, slower)); // not the throttle: it is removed
    bench.inner.resume();
    bench.reactor.advance(ofMillis(300));
    assertThat(write.value()).isEqualTo(60);
    assertThat(bench.inner.written()).isEqualTo(Bench.pattern(60));
    assertThat(bench.inner.log()).endsWith("200ms write 10", "200ms write 10");
  }

  @Test
  void aRemovedRuleLetsWhatItHeldPassAtOnce() {
    Part dam = writing(new Dam());
    FaultChannel channel = channel(dam);
    Outcome<Integer> write = Bench.write(channel, 30);
    bench.reactor.advance(ofMillis(5));
    assertThat(write.isDone()).isFalse();
    channel.edit(List.of());
    bench.reactor.settle();
    assertThat(write.value()).isEqualTo(30);
    assertThat(bench.inner.log()).containsExactly("5ms write 30");
  }

  @Test
  void aRemovedLineLetsWhatItHeldPassAtOnceAndInOrder() {
    FaultChannel channel = channel(slower);
    Bench.write(channel, 30);
    Bench.write(channel, 20);
    bench.inner.stall();
    bench.reactor.advance(ofMillis(10));
    channel.edit(List.of());
    Bench.write(channel, 10);
    bench.inner.resume();
    bench.reactor.settle();
    assertThat(bench.inner.log())
        .containsExactly("10ms write 30", "10ms write 20", "10ms write 10");
  }

  @Test
  void anAddedLineDelaysWhatComesAndLeavesTheOtherAlone() {
    FaultChannel channel = channel(slower);
    Bench.write(channel, 30);
    bench.reactor.advance(ofMillis(100));
    channel.edit(List.of(slow, slower));
    Bench.write(channel, 20);
    bench.reactor.advance(ofMillis(500));
    assertThat(bench.inner.log()).containsExactly("250ms write 30", "350ms write 20");
  }

  @Test
  void aFaultThatTakesNoPartIsAsIfItWereNotThere() {
    slices.setActive(false);
    slower.setActive(false);
    FaultChannel channel = channel();
    channel.edit(List.of(slices, slower));
    Bench.write(channel, 25);
    assertThat(bench.inner.log()).containsExactly("0ms write 25");
    slices.setActive(true);
    slower.setActive(true);
    channel.edit(List.of(slices, slower));
    Bench.write(channel, 15);
    bench.reactor.advance(ofMillis(100));
    slower.setActive(false);
    channel.edit(List.of(slices, slower));
    bench.reactor.settle();
    assertThat(bench.inner.log())
        .containsExactly("0ms write 25", "100ms write 10", "100ms write 5");
  }

  @Test
  void rulesOfReadsAreAddedAndRemovedToo() {
    FaultChannel channel = channel();
    bench.inner.feed(Bench.pattern(40));
    channel.edit(List.of(part(new ThrottledReader(10))));
    assertThat(Bench.read(channel, 40).value()).isEqualTo(10);
    Outcome<Integer> read = Bench.read(channel, 40);
    bench.reactor.advance(ofMillis(1));
    assertThat(read.isDone()).isFalse();
    channel.edit(List.of());
    bench.reactor.settle();
    assertThat(read.value()).isEqualTo(30);
  }

  @Test
  void aRuleThatIsDueEndsTheStreamThoughNothingMoves() {
    FaultChannel channel = channel();
    channel.edit(List.of(writing(new Ending(ofMillis(30).toNanos(), false))));
    bench.reactor.advance(ofMillis(29));
    assertThat(ends).isEmpty();
    bench.reactor.advance(ofMillis(1));
    assertThat(ends).containsExactly(End.CLOSE);
    Bench.write(channel, 10);
    assertThat(bench.inner.log()).isEmpty();
    bench.reactor.advance(ofMillis(100));
    assertThat(ends).hasSize(1);
  }

  @Test
  void theEndThatARuleMakesTravelsThroughTheLinesFurtherIn() {
    FaultChannel channel = channel();
    channel.edit(List.of(slow, writing(new Ending(ofMillis(30).toNanos(), true))));
    Bench.write(channel, 10);
    bench.reactor.advance(ofMillis(79));
    assertThat(bench.inner.log()).containsExactly("50ms write 10");
    assertThat(ends).isEmpty();
    bench.reactor.advance(ofMillis(1));
    assertThat(ends).containsExactly(End.RESET);
  }

  @Test
  void aRuleThatIsRemovedIsNotDueAnyMore() {
    FaultChannel channel = channel();
    channel.edit(List.of(writing(new Ending(ofMillis(30).toNanos(), false))));
    channel.edit(List.of());
    bench.reactor.advance(ofMillis(100));
    assertThat(ends).isEmpty();
    assertThat(bench.reactor.hasTimers()).isFalse();
  }

  @Test
  void aHalfCloseThatARuleHoldsPassesWhenTheRuleIsRemoved() throws Exception {
    FaultChannel channel = channel(writing(new Dam()));
    channel.shutdownOutput();
    bench.reactor.advance(ofMillis(10));
    assertThat(bench.inner.log()).isEmpty();
    channel.edit(List.of());
    bench.reactor.settle();
    assertThat(bench.inner.log()).containsExactly("10ms shutdown");
  }

  @Test
  void theKillOfAnAddedFaultReachesTheChannel() {
    Part end = part(new Terminator(1.0));
    FaultChannel channel = channel();
    channel.edit(List.of(end));
    Outcome<Integer> write = Bench.write(channel, 1);
    bench.reactor.settle();
    assertThat(write.failure()).hasMessageContaining("terminated");
    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void faultsThatStayKeepTheirPlaces() {
    FaultChannel channel = channel();
    channel.edit(List.of(slow, slices));
    assertThatThrownBy(() -> channel.edit(List.of(slices, slow)))
        .isInstanceOf(IllegalArgumentException.class);
    Bench.write(channel, 5);
    bench.reactor.advance(ofMillis(50));
    assertThat(bench.inner.log()).containsExactly("50ms write 5");
  }
}
