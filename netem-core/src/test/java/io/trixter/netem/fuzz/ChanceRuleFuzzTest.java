package io.trixter.netem.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.netem.Corrupter;
import io.trixter.netem.Injector;
import io.trixter.netem.SlicedWriter;
import io.trixter.netem.TerminatedException;
import io.trixter.netem.Terminator;
import io.trixter.netem.kernel.FaultNames;
import io.trixter.netem.kernel.Op;
import io.trixter.netem.kernel.RandomSource;
import io.trixter.netem.kernel.Rule;
import io.trixter.netem.kernel.Rules;
import io.trixter.netem.kernel.Step;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.LongRange;

/** The rules that draw, queue or cut, against what they should have drawn, queued or cut. */
class ChanceRuleFuzzTest {
  private final Step step = new Step();

  @Provide
  Arbitrary<List<Deed>> operations() {
    return Deed.lists(
        60,
        Deed.Kind.READ,
        Deed.Kind.WRITE,
        Deed.Kind.FLUSH,
        Deed.Kind.SHUTDOWN,
        Deed.Kind.SET,
        Deed.Kind.LIMIT);
  }

  private static Op op(Deed deed) {
    return switch (deed.kind()) {
      case READ -> Op.READ;
      case WRITE -> Op.WRITE;
      case FLUSH -> Op.FLUSH;
      default -> Op.SHUTDOWN;
    };
  }

  private static Rule rule(Rules rules, Op op) {
    return op == Op.READ ? rules.reading() : rules.writing();
  }

  @Fuzzed
  void aCorrupterDrawsOncePerReadOrWriteAndWhatItsSeedSays(
      @ForAll long seed,
      @ForAll @DoubleRange(min = 0, max = 1) double probability,
      @ForAll("operations") List<Deed> deeds) {
    RandomSource source = new RandomSource(seed, 3, "Corrupter");
    Corrupter fault = new Corrupter(probability);
    Rules rules = fault.rules(source);
    SplittableRandom[] draws = {source.random(Op.READ), source.random(Op.WRITE)};
    for (Deed deed : deeds) {
      Op op = op(deed);
      Rule rule = rule(rules, op);
      int wanted = op == Op.READ || op == Op.WRITE ? 1 + deed.upTo(2000) : 0;
      if (rule.isOff()) {
        assertThat(probability).isZero();
        continue;
      }
      rule.begin(op);
      boolean struck = wanted > 0 && draws[op.ordinal()].nextDouble() < probability;
      rule.before(op, wanted, 0, step);
      if (struck) {
        assertThat(step.kind()).isEqualTo(Step.Kind.EMIT);
        int length = op == Op.READ ? wanted : 1 + draws[1].nextInt(16384);
        long draw = draws[op.ordinal()].nextLong();
        assertThat(step.data()).isEqualTo(garbage(new SplittableRandom(draw), length));
        rule.before(op, op == Op.READ ? 0 : wanted, 0, step);
      }
      assertThat(step.kind()).isEqualTo(Step.Kind.MOVE);
      assertThat(step.bytes()).isEqualTo(struck && op == Op.READ ? 0 : wanted);
    }
  }

  private static ByteBuffer garbage(SplittableRandom random, int length) {
    ByteBuffer words = ByteBuffer.allocate(length + Long.BYTES);
    while (words.position() < length) {
      words.putLong(Long.reverseBytes(random.nextLong()));
    }
    return words.flip().limit(length);
  }

  @Fuzzed
  void aTerminatorEndsAllAtTheDrawThatItNames(
      @ForAll long seed,
      @ForAll @DoubleRange(min = 0, max = 0.3) double probability,
      @ForAll("operations") List<Deed> deeds) {
    RandomSource source = new RandomSource(seed, 5, "Terminator");
    Terminator fault = new Terminator(probability);
    Rules rules = fault.rules(source);
    SplittableRandom[] draws = {source.random(Op.READ), source.random(Op.WRITE)};
    long[] drawn = new long[2];
    String ended = null;
    for (Deed deed : deeds) {
      Op op = op(deed);
      Rule rule = rule(rules, op);
      if (rule.isOff()) {
        assertThat(probability).isZero();
        continue;
      }
      int side = op == Op.READ ? 0 : 1;
      rule.begin(op);
      if (ended == null && draws[side].nextDouble() < probability) {
        ended =
            "terminated (seed %s, connection 5, %s %d)"
                .formatted(Long.toUnsignedString(seed), op, drawn[side]);
      }
      drawn[side]++;
      rule.before(op, 10, 0, step);
      if (ended == null) {
        assertThat(step.kind()).isEqualTo(Step.Kind.MOVE);
      } else {
        assertThat(step.kind()).isEqualTo(Step.Kind.FAIL);
        assertThat(step.failure()).isInstanceOf(TerminatedException.class).hasMessage(ended);
      }
    }
  }

  @Fuzzed
  void aTerminatorLetsAsMuchPassAsItsLimits(
      @ForAll @LongRange(min = 1, max = 5000) long bytes,
      @ForAll @LongRange(min = 1, max = 80) long operations,
      @ForAll("operations") List<Deed> deeds) {
    Terminator fault = Terminator.afterBytes(bytes);
    fault.setAfterOperations(operations);
    Rules[] wrapped = {fault.rules(new FaultNames()), fault.rules(new FaultNames())};
    long passed = 0;
    long begun = 0;
    for (Deed deed : deeds) {
      Op op = op(deed);
      Rule rule = rule(wrapped[(int) (deed.amount() % 2)], op);
      long left = op == Op.READ || op == Op.WRITE ? 1 + deed.upTo(2000) : 0;
      rule.begin(op);
      do {
        rule.before(op, left, 0, step);
        boolean over = begun >= operations || (left > 0 && passed == bytes);
        assertThat(step.kind()).isEqualTo(over ? Step.Kind.FAIL : Step.Kind.MOVE);
        if (over) {
          assertThat(step.failure()).isInstanceOf(TerminatedException.class);
          return;
        }
        assertThat(step.bytes()).isEqualTo(Math.min(left, bytes - passed));
        rule.after(op, step.bytes(), false, 0);
        passed += step.bytes();
        left = op == Op.READ ? 0 : left - step.bytes();
      } while (left > 0);
      begun++;
    }
  }

  @Fuzzed
  void anInjectorEmitsEachQueuedByteOnceAndInOrder(@ForAll("operations") List<Deed> deeds) {
    Injector fault = new Injector();
    Rules rules = fault.rules(new FaultNames());
    ByteArrayOutputStream[] queued = {new ByteArrayOutputStream(), new ByteArrayOutputStream()};
    ByteArrayOutputStream[] emitted = {new ByteArrayOutputStream(), new ByteArrayOutputStream()};
    byte next = 0;
    for (Deed deed : deeds) {
      if (deed.kind() == Deed.Kind.SET || deed.kind() == Deed.Kind.LIMIT) {
        byte[] block = new byte[deed.upTo(20)];
        for (int i = 0; i < block.length; i++) {
          block[i] = next++;
        }
        boolean reads = deed.kind() == Deed.Kind.SET;
        queued[reads ? 0 : 1].writeBytes(block);
        if (reads) {
          fault.injectRead(block);
        } else {
          fault.injectWrite(block);
        }
      } else {
        emit(rules, op(deed), deed.upTo(30), queued, emitted);
      }
    }
  }

  private void emit(
      Rules rules,
      Op op,
      int wanted,
      ByteArrayOutputStream[] queued,
      ByteArrayOutputStream[] emitted) {
    int side = op == Op.READ ? 0 : 1;
    Rule rule = rule(rules, op);
    assertThat(rule.isOff()).isEqualTo(queued[side].size() == emitted[side].size());
    int left = op == Op.READ || op == Op.WRITE ? wanted : 0;
    rule.begin(op);
    rule.before(op, left, 0, step);
    while (step.kind() == Step.Kind.EMIT) {
      ByteBuffer data = step.data();
      byte[] taken = new byte[op == Op.READ ? Math.min(left, data.remaining()) : data.remaining()];
      data.get(taken);
      emitted[side].writeBytes(taken);
      left -= op == Op.READ ? taken.length : 0;
      rule.before(op, left, 0, step);
    }
    assertThat(step.bytes()).isEqualTo(left);
    boolean all = op != Op.READ || left > 0;
    int expected = all ? queued[side].size() : emitted[side].size();
    assertThat(emitted[side].size()).isEqualTo(expected);
    assertThat(Arrays.copyOf(queued[side].toByteArray(), expected))
        .isEqualTo(emitted[side].toByteArray());
  }

  @Fuzzed
  void aSlicerThatVariesAndPausesMovesEveryByteInPiecesOfTheLongestSize(
      @ForAll long seed, @ForAll("operations") List<Deed> deeds) {
    SlicedWriter fault = new SlicedWriter(10, seed);
    Rule rule = fault.rules(new FaultNames()).writing();
    long size = 10;
    long variation = 0;
    long pause = 0;
    long now = Long.MAX_VALUE; // wraps around
    for (Deed deed : deeds) {
      switch (deed.kind()) {
        case SET -> fault.set(size = deed.oneOf(0, 1, 7, 512, Long.MAX_VALUE));
        case LIMIT -> fault.variation(variation = deed.oneOf(0, 1, 5, 300, Long.MAX_VALUE));
        case SHUTDOWN -> fault.pause(Duration.ofNanos(pause = deed.oneOf(0, 1, 1L << 40)));
        default -> {
          long begun = now;
          long longest = variation > Long.MAX_VALUE - size ? Long.MAX_VALUE : size + variation;
          long slices = 0;
          rule.begin(Op.WRITE);
          for (long left = 1 + deed.upTo(2000); left > 0; ) {
            rule.before(Op.WRITE, left, now, step);
            if (step.kind() == Step.Kind.WAIT) {
              assertThat(step.nanos()).isBetween(1L, pause);
              now += step.nanos();
              continue;
            }
            assertThat(step.bytes()).isBetween(1L, size == 0 ? left : Math.min(longest, left));
            long moved = Math.max(1, Math.min(step.bytes(), deed.amount()));
            slices += moved == step.bytes() ? 1 : 0;
            rule.after(Op.WRITE, moved, false, now);
            left -= moved;
          }
          assertThat(now - begun).isBetween(pause * (size == 0 ? 0 : slices - 1), pause * slices);
        }
      }
    }
  }

  @Fuzzed
  void aSlicerMovesEveryByteInPiecesWithAFlushBehindEach(@ForAll("operations") List<Deed> deeds) {
    SlicedWriter fault = new SlicedWriter(10);
    Rule rule = fault.rules(new FaultNames()).writing();
    long size = 10;
    for (Deed deed : deeds) {
      if (deed.kind() == Deed.Kind.SET) {
        size = deed.oneOf(0, 1, 7, 512, Long.MAX_VALUE);
        fault.set(size);
        assertThat(rule.isOff()).isEqualTo(size == 0);
      } else {
        boolean writes = deed.kind() == Deed.Kind.WRITE;
        Op op = writes ? Op.WRITE : Op.FLUSH;
        int left = writes ? 1 + deed.upTo(2000) : 0;
        rule.begin(op);
        do {
          rule.before(op, left, 0, step);
          long piece = writes && size > 0 ? Math.min(size, left) : left;
          assertThat(step.bytes()).isEqualTo(piece);
          assertThat(step.flush()).isEqualTo(writes && size > 0);
          left -= (int) step.bytes();
        } while (left > 0);
      }
    }
  }
}
