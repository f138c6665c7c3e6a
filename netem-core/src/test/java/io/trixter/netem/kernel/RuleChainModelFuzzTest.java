package io.trixter.netem.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.netem.fuzz.Fuzzed;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;

/**
 * A chain of many rules does to the wire what a nest of chains of one rule each does, where each
 * chain is the wire of the next one out.
 */
class RuleChainModelFuzzTest {
  private static final int MOST_RULES = 5;
  private static final int OPERATIONS = 10;
  private static final int MOST_BYTES = 40;

  /** What a chain stands around. */
  private interface Channel {
    /** Carries out {@code op} on at most {@code bytes} bytes and returns how many have moved. */
    long operate(Op op, long bytes);

    /** How many bytes could be read without waiting; -1 if it does not know. */
    long available();
  }

  /** The innermost channel: it logs, and moves a part of what it is given. */
  private static final class Peer implements Channel {
    final List<String> log = new ArrayList<>();
    long now;
    private final Random random;
    private final boolean knowsBursts;
    private long left = 300;

    Peer(long seed, boolean knowsBursts) {
      random = new Random(seed);
      this.knowsBursts = knowsBursts;
    }

    @Override
    public long operate(Op op, long bytes) {
      long n = bytes > 0 && random.nextBoolean() ? 1 + random.nextLong(bytes) : bytes;
      if (op == Op.READ || op == Op.SKIP) {
        n = left == 0 ? -1 : Math.min(n, left);
        left -= Math.max(0, n);
      }
      log.add(now + ": " + op + " " + bytes + ", moves " + n);
      return n;
    }

    @Override
    public long available() {
      return knowsBursts ? left : -1;
    }
  }

  /** A chain and its driver, around another channel. */
  private static final class Driver implements Channel, CallersBytes {
    private final RuleChain chain;
    private final Channel inner;
    private final Peer clock;
    private final Step step = new Step();
    private long left;

    Driver(Channel inner, Peer clock, boolean flushing, List<TestRule> rules) {
      chain = new RuleChain(TestRule.entries(rules), flushing);
      this.inner = inner;
      this.clock = clock;
      chain.show(this);
    }

    @Override
    public ByteBuffer lend() {
      return ByteBuffer.allocate((int) left);
    }

    @Override
    public void giveBack() {}

    @Override
    public void show(Rule rule) {
      rule.read(ByteBuffer.allocate(0));
    }

    @Override
    public long operate(Op op, long bytes) {
      if (chain.isOff()) {
        return inner.operate(op, bytes);
      }
      boolean reading = op == Op.READ || op == Op.SKIP;
      chain.begin(op, bytes, clock.now);
      left = bytes;
      while (chain.next(clock.now, step)) {
        switch (step.kind()) {
          case WAIT -> clock.now += step.nanos();
          case MOVE -> {
            long n = inner.operate(chain.op(), step.bytes());
            left -= n;
            chain.moved(n, inner.available(), clock.now);
          }
          case EMIT -> {
            ByteBuffer data = step.data();
            int n = data.remaining();
            n = reading ? n : (int) inner.operate(Op.WRITE, n);
            data.position(data.position() + n);
            chain.moved(n, inner.available(), clock.now);
          }
          default -> {
            assertThat(step.kind()).isEqualTo(Step.Kind.DROP);
            left -= step.bytes();
          }
        }
      }
      return chain.result();
    }

    @Override
    public long available() {
      long came = inner.available();
      return came < 0 || chain.isOff() ? came : chain.ready(came, clock.now);
    }
  }

  private static TestRule rule(Random random) {
    String text = "1234567890".substring(random.nextInt(10));
    TestRule rule =
        switch (random.nextInt(8)) {
          case 0 -> TestRule.slicing(1 + random.nextInt(10));
          case 1 -> TestRule.late(random.nextInt(20));
          case 2 -> TestRule.holding(random.nextInt(20));
          case 3 -> TestRule.throttling(1 + random.nextInt(30));
          case 4 -> TestRule.emitting(text, true);
          case 5 -> TestRule.emitting(text, false);
          case 6 -> TestRule.upper(1 + random.nextInt(30));
          default -> TestRule.passing();
        };
    rule.off = random.nextInt(6) == 0;
    return rule;
  }

  private static List<TestRule> rules(long seed, boolean drop) {
    Random random = new Random(seed);
    List<TestRule> rules = new ArrayList<>();
    while (rules.size() < MOST_RULES && random.nextInt(6) > 0) {
      rules.add(rule(random));
    }
    if (drop) {
      rules.add(random.nextInt(rules.size() + 1), TestRule.dropping(random.nextInt(60)));
    }
    return rules;
  }

  private static void compare(
      long seed, Peer flat, Channel chain, Peer nested, Channel nest, Op... operations) {
    Random random = new Random(seed);
    for (int i = 0; i < OPERATIONS; i++) {
      Op op = operations[random.nextInt(operations.length)];
      int bytes = op == Op.FLUSH || op == Op.SHUTDOWN ? 0 : random.nextInt(MOST_BYTES);
      long moved = chain.operate(op, bytes);
      assertThat(moved).as("%s %d", op, bytes).isEqualTo(nest.operate(op, bytes));
      assertThat(flat.log).isEqualTo(nested.log);
      assertThat(flat.now).isEqualTo(nested.now);
      assertThat(chain.available()).isEqualTo(nest.available());
    }
  }

  private static void compare(long seed, boolean flushing, boolean drop, Op... operations) {
    List<TestRule> one = rules(seed, drop);
    List<TestRule> other = rules(seed, drop);
    Peer flat = new Peer(seed, flushing);
    Driver chain = new Driver(flat, flat, flushing, one);
    Peer nested = new Peer(seed, flushing);
    Channel nest = nested;
    for (TestRule rule : other) {
      nest = new Driver(nest, nested, flushing, List.of(rule));
    }
    compare(seed, flat, chain, nested, nest, operations);
    for (int i = 0; i < one.size(); i++) {
      assertThat(one.get(i).calls).as(one.get(i).name).isEqualTo(other.get(i).calls);
    }
  }

  @Fuzzed
  void writesAsANestDoes(@ForAll long seed, @ForAll boolean flushing, @ForAll boolean drop) {
    compare(seed, flushing, drop, Op.WRITE, Op.WRITE, Op.FLUSH, Op.SHUTDOWN);
  }

  @Fuzzed
  void readsAsANestDoes(@ForAll long seed, @ForAll boolean knowsBursts) {
    compare(seed, knowsBursts, false, Op.READ, Op.READ, Op.SKIP);
  }
}
