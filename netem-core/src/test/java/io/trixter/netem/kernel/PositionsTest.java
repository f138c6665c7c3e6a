package io.trixter.netem.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** How many bytes have come to each rule of a chain. */
class PositionsTest {
  private final Step step = new Step();

  /** A rule that is on, and knows where it is. */
  private static class Probe extends Rule {
    @Override
    public boolean isOff() {
      return false;
    }

    long at() {
      return position();
    }
  }

  /** Emits 3 bytes before each write, and before each read. */
  private static final class Emitter extends Probe {
    private boolean emits;

    @Override
    public void begin(Op op) {
      emits = true;
    }

    @Override
    public void before(Op op, long wanted, long now, Step step) {
      if (emits) {
        emits = false;
        step.emit(ByteBuffer.allocate(3));
      } else {
        step.move(wanted);
      }
    }
  }

  private static final class Dropper extends Probe {
    @Override
    public void before(Op op, long wanted, long now, Step step) {
      step.drop(wanted);
    }
  }

  /** Takes no part, but is there. */
  private static final class Off extends Probe {
    @Override
    public boolean isOff() {
      return true;
    }
  }

  private static List<RuleChain.Entry> entries(Rule... rules) {
    return Stream.of(rules).map(rule -> new RuleChain.Entry(rule, null)).toList();
  }

  private void run(RuleChain chain, Op op, long bytes, long came) {
    chain.begin(op, bytes, 0);
    while (chain.next(0, step)) {
      long moved = step.bytes();
      if (step.kind() == Step.Kind.DROP) {
        continue;
      } else if (step.kind() == Step.Kind.EMIT) {
        ByteBuffer data = step.data();
        moved = data.remaining();
        data.position(data.limit());
      } else if (op == Op.READ) {
        moved = Math.min(moved, came);
      }
      chain.moved(moved, 0, 0);
    }
  }

  private static void assertPositions(List<Probe> probes, long... expected) {
    assertThat(probes.stream().mapToLong(Probe::at).toArray()).isEqualTo(expected);
  }

  @Test
  void whatARuleEmitsCountsForThoseBehindIt() {
    List<Probe> probes = List.of(new Probe(), new Off(), new Emitter(), new Off(), new Probe());
    RuleChain writes = new RuleChain(entries(probes.toArray(Rule[]::new)), false);
    run(writes, Op.WRITE, 10, 0);
    assertPositions(probes, 13, 13, 10, 10, 10);
    run(writes, Op.WRITE, 5, 0);
    assertPositions(probes, 21, 21, 15, 15, 15);
  }

  @Test
  void whatIsReadCountsWhenItHasCome() {
    List<Probe> probes = List.of(new Probe(), new Off(), new Emitter(), new Off(), new Probe());
    RuleChain reads = new RuleChain(entries(probes.toArray(Rule[]::new)), false);
    run(reads, Op.READ, 10, 10); // gets what is emitted
    assertPositions(probes, 0, 0, 0, 3, 3);
    reads.edit(entries(probes.get(0), probes.get(1), probes.get(3), probes.get(4)));
    run(reads, Op.READ, 10, 7);
    assertPositions(probes, 7, 7, 0, 10, 10);
  }

  @Test
  void whatARuleDropsHasComeToItAndNoFurther() {
    List<Probe> probes = List.of(new Probe(), new Dropper(), new Probe());
    run(new RuleChain(entries(probes.toArray(Rule[]::new)), false), Op.WRITE, 10, 0);
    assertPositions(probes, 0, 10, 10);
  }

  @Test
  void whatPassesWithoutAQuestionCounts() {
    List<Probe> probes = List.of(new Off(), new Off());
    RuleChain chain = new RuleChain(entries(probes.toArray(Rule[]::new)), false);
    chain.positions().passed(40);
    assertThat(chain.positions().ofCaller()).isEqualTo(40);
    assertPositions(probes, 40, 40);
  }

  @Test
  void aRuleThatJoinsCountsOnFromWhatHasComeToItsPlace() {
    Probe outer = new Probe();
    Emitter emitter = new Emitter();
    RuleChain writes = new RuleChain(entries(emitter, outer), false);
    run(writes, Op.WRITE, 10, 0);
    Probe nearest = new Probe();
    Probe between = new Probe();
    writes.edit(entries(nearest, emitter, between, outer));
    assertPositions(List.of(nearest, emitter, between, outer), 13, 10, 10, 10);
    RuleChain reads = new RuleChain(entries(), false);
    run(reads, Op.READ, 10, 7);
    Probe late = new Probe();
    reads.edit(entries(late));
    assertPositions(List.of(late), 7);
  }
}
