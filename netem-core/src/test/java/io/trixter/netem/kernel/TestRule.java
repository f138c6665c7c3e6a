package io.trixter.netem.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A rule that logs how it is called and checks that it is called as {@link Rule} says: begun before
 * anything else, never re-entered, told at most once of what it granted. Each factory method makes
 * one kind of it.
 */
class TestRule extends Rule {
  final String name;
  final List<String> calls = new ArrayList<>();
  final Knob knob = new Knob(1);
  boolean off;
  int offAsked;
  private boolean begun;
  private boolean entered;
  private boolean granted;

  TestRule(String name) {
    this.name = name;
  }

  /** What the rule answers. */
  void decide(Op op, long wanted, long now, Step step) {
    step.move(wanted);
  }

  /** Hears what moved. */
  long hear(Op op, long moved, boolean sameBurst, long now) {
    return 0;
  }

  /** Hears that an operation begins. */
  void start(Op op) {}

  @Override
  public final boolean isOff() {
    offAsked++;
    return off;
  }

  @Override
  public final void begin(Op op) {
    enter();
    assertThat(off).as("%s is off and is begun", name).isFalse();
    assertThat(granted).as("%s is begun before it hears what moved", name).isFalse();
    calls.add("begin " + op);
    begun = true;
    start(op);
    entered = false;
  }

  @Override
  public final void before(Op op, long wanted, long now, Step step) {
    enter();
    assertThat(begun).as("%s is asked before it is begun", name).isTrue();
    assertThat(granted).as("%s is asked before it hears what moved", name).isFalse();
    assertThat(wanted).isNotNegative();
    calls.add("before " + op + " " + wanted);
    decide(op, wanted, now, step);
    boolean grants = step.kind() == Step.Kind.MOVE || step.kind() == Step.Kind.REPLACE;
    granted = grants && op != Op.READ && op != Op.SKIP;
    entered = false;
  }

  @Override
  public final long after(Op op, long moved, boolean sameBurst, long now) {
    enter();
    boolean reading = op == Op.READ || op == Op.SKIP;
    assertThat(reading ? begun : granted).as("%s hears of what it did not grant", name).isTrue();
    calls.add("after " + op + " " + moved);
    granted = false;
    entered = false;
    return hear(op, moved, sameBurst, now);
  }

  private void enter() {
    assertThat(entered).as("%s is re-entered", name).isFalse();
    entered = true;
  }

  @Override
  public Knob knob() {
    return knob;
  }

  @Override
  public String toString() {
    return name;
  }

  RuleChain.Entry entry() {
    return new RuleChain.Entry(this, null);
  }

  static List<RuleChain.Entry> entries(List<? extends TestRule> rules) {
    return rules.stream().map(TestRule::entry).toList();
  }

  static TestRule passing() {
    return new TestRule("pass");
  }

  /** Cuts writes, and reads, in pieces of {@code size}. */
  static TestRule slicing(long size) {
    return new TestRule("slice " + size) {
      @Override
      void decide(Op op, long wanted, long now, Step step) {
        if (op == Op.WRITE) {
          step.moveAndFlush(Math.min(size, wanted));
        } else {
          step.move(Math.min(size, wanted));
        }
      }
    };
  }

  /** Starts each operation late, but a flush. */
  static TestRule late(long nanos) {
    return new TestRule("late " + nanos) {
      private long since;

      @Override
      void start(Op op) {
        since = -1;
      }

      @Override
      void decide(Op op, long wanted, long now, Step step) {
        since = since < 0 ? now : since;
        if (op != Op.FLUSH && now - since < nanos) {
          step.await(nanos - (now - since));
        } else {
          step.move(wanted);
        }
      }
    };
  }

  /** Holds what was read. */
  static TestRule holding(long nanos) {
    return new TestRule("hold " + nanos) {
      private long since;

      @Override
      void start(Op op) {
        since = -1;
      }

      @Override
      long hear(Op op, long moved, boolean sameBurst, long now) {
        if (op != Op.READ || moved <= 0 || sameBurst) {
          return 0;
        }
        since = since < 0 ? now : since;
        return Math.max(0, nanos - (now - since));
      }
    };
  }

  /** A rule with a purse of tokens, of which {@link #left} remain; one comes each nanosecond. */
  static final class Throttle extends TestRule {
    long left;
    private final long capacity;
    private long filledAt;
    private long out;

    Throttle(long capacity) {
      super("throttle " + capacity);
      this.capacity = capacity;
      left = capacity;
    }

    @Override
    void decide(Op op, long wanted, long now, Step step) {
      if (wanted == 0) {
        step.move(0);
        return;
      }
      fill(now);
      if (left == 0) {
        step.await(Math.min(capacity, wanted));
        return;
      }
      out = Math.min(left, wanted);
      if (op == Op.WRITE) {
        left -= out;
      }
      step.move(out);
    }

    private void fill(long now) {
      left = Math.min(capacity, left + now - filledAt); // a token a nanosecond
      filledAt = now;
    }

    @Override
    public long ready(long came, boolean sameBurst, long now) {
      fill(now);
      return Math.min(came, left);
    }

    @Override
    long hear(Op op, long moved, boolean sameBurst, long now) {
      if (op == Op.WRITE) {
        left += out - moved;
      } else if (moved > 0) {
        left -= Math.min(left, moved);
      }
      out = 0;
      return 0;
    }
  }

  static Throttle throttling(long capacity) {
    return new Throttle(capacity);
  }

  /** Emits {@code text} once in each operation, or in the first alone. */
  static TestRule emitting(String text, boolean always) {
    return new TestRule("emit " + text) {
      private ByteBuffer current;
      private boolean due = true;

      @Override
      void start(Op op) {
        due |= always && op != Op.FLUSH;
      }

      @Override
      void decide(Op op, long wanted, long now, Step step) {
        boolean reading = op == Op.READ || op == Op.SKIP;
        if (reading && wanted == 0) {
          step.move(0);
        } else if (current != null && current.hasRemaining()) {
          step.emit(current);
        } else if (due) {
          due = false;
          current = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
          step.emit(current);
        } else {
          step.move(wanted);
        }
      }
    };
  }

  /** Makes small letters of writes, at most {@code most} at a time, and of reads large ones. */
  static TestRule upper(int most) {
    return new TestRule("upper " + most) {
      private final ByteBuffer copy = ByteBuffer.allocate(most);

      @Override
      void decide(Op op, long wanted, long now, Step step) {
        if (op != Op.WRITE || wanted == 0) {
          step.move(wanted);
          return;
        }
        ByteBuffer content = step.content();
        assertThat(content.isReadOnly()).isTrue();
        assertThat((long) content.remaining()).isBetween(1L, wanted);
        copy.clear();
        while (content.hasRemaining() && copy.hasRemaining()) {
          copy.put(raised(content.get()));
        }
        step.replace(copy.flip());
      }

      @Override
      public void read(ByteBuffer bytes) {
        calls.add("read " + bytes.remaining());
        for (int i = bytes.position(); i < bytes.limit(); i++) {
          bytes.put(i, raised(bytes.get(i)));
        }
      }
    };
  }

  /** Returns the large letter of a small one, and the letter after a large one. */
  private static byte raised(byte letter) {
    if (letter >= 'a' && letter <= 'z') {
      return (byte) (letter - 'a' + 'A');
    }
    return letter >= 'A' && letter < 'Z' ? (byte) (letter + 1) : letter;
  }

  /** Lets {@code bytes} pass, then drops. */
  static TestRule dropping(long bytes) {
    return new TestRule("drop after " + bytes) {
      private long toPass = bytes;

      @Override
      void decide(Op op, long wanted, long now, Step step) {
        if (op != Op.WRITE) {
          step.move(wanted);
        } else if (toPass > 0) {
          step.move(Math.min(toPass, wanted));
        } else {
          step.drop(wanted);
        }
      }

      @Override
      long hear(Op op, long moved, boolean sameBurst, long now) {
        toPass -= moved;
        return 0;
      }
    };
  }

  /** Lets {@code bytes} pass, then ends the stream. */
  static TestRule ending(long bytes, boolean reset) {
    return new TestRule("end after " + bytes) {
      private long toPass = bytes;

      @Override
      void decide(Op op, long wanted, long now, Step step) {
        if (toPass > 0) {
          step.move(Math.min(toPass, wanted));
        } else {
          step.end(reset);
        }
      }

      @Override
      long hear(Op op, long moved, boolean sameBurst, long now) {
        toPass -= Math.max(0, moved);
        return 0;
      }
    };
  }

  /** Fails. */
  static TestRule failing(KillSwitch killSwitch) {
    return new TestRule("fail") {
      @Override
      void decide(Op op, long wanted, long now, Step step) {
        step.fail(new IOException("killed"));
      }

      @Override
      public KillSwitch killSwitch() {
        return killSwitch;
      }
    };
  }
}
