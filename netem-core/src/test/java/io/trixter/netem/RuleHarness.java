package io.trixter.netem;

import io.trixter.netem.kernel.FaultNames;
import io.trixter.netem.kernel.KillSwitch;
import io.trixter.netem.kernel.Op;
import io.trixter.netem.kernel.RandomSource;
import io.trixter.netem.kernel.Rule;
import io.trixter.netem.kernel.Rules;
import io.trixter.netem.kernel.Step;
import io.trixter.netem.kernel.Waiter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A driver of one fault's rules in virtual time: it owns the clock, waits by advancing it, and
 * keeps a log of what reached the inner stream ({@code write 40}, {@code flush}) or was added
 * ({@code emit 7}).
 *
 * <p>Whole operations ({@link #write}, {@link #read}) run to their end and tell how long they took;
 * {@link #start}, {@link #ask} and {@link #moved} take one step at a time.
 */
final class RuleHarness implements KillSwitch.Member {
  private static final long START = Long.MAX_VALUE - 1_000_000_000L; // soon wraps around

  private static final class Clock {
    long now = START;
  }

  /** What a rule answered, of the kinds that carry a number. */
  record Answer(Step.Kind kind, long amount, boolean flush) {
    static Answer moves(long bytes) {
      return new Answer(Step.Kind.MOVE, bytes, false);
    }

    static Answer waits(Duration time) {
      return new Answer(Step.Kind.WAIT, time.toNanos(), false);
    }
  }

  private final Clock clock;
  private final Rules rules;
  private final Step step = new Step();
  private final List<String> passed = new ArrayList<>();
  private final ByteArrayOutputStream emitted = new ByteArrayOutputStream();
  private Rule rule;
  private Op op;
  private long wanted;
  private long innerTakes = Long.MAX_VALUE;
  private int strikes;

  private RuleHarness(Fault fault, RandomSource source, Clock clock) {
    this.clock = clock;
    rules = source == null ? fault.rules(new FaultNames()) : fault.rules(source);
    if (rules.killSwitch() != null) {
      rules.killSwitch().join(this);
    }
  }

  static RuleHarness of(Fault fault) {
    return of(fault, null);
  }

  static RuleHarness of(Fault fault, RandomSource source) {
    return new RuleHarness(fault, source, new Clock());
  }

  /** One more stream, of this or another fault, on the same clock. */
  RuleHarness beside(Fault fault) {
    return new RuleHarness(fault, null, clock);
  }

  Rules rules() {
    return rules;
  }

  Rule reading() {
    return rules.reading();
  }

  Rule writing() {
    return rules.writing();
  }

  long elapsedNanos() {
    return clock.now - START;
  }

  void advance(Duration time) {
    clock.now += time.toNanos();
  }

  /** The inner stream takes no more than this at once from now on. */
  void innerTakesAtMost(long bytes) {
    innerTakes = bytes;
  }

  List<String> passed() {
    return passed;
  }

  byte[] emitted() {
    return emitted.toByteArray();
  }

  /** How often the fault's killSwitch has struck this stream. */
  int strikes() {
    return strikes;
  }

  @Override
  public void triggered(KillSwitch cause) {
    strikes++;
  }

  Duration write(long bytes) throws IOException {
    return run(Op.WRITE, bytes);
  }

  Duration flush() throws IOException {
    return run(Op.FLUSH, 0);
  }

  Duration halfClose() throws IOException {
    return run(Op.SHUTDOWN, 0);
  }

  /** A read into {@code room} bytes, of which the peer fills what it may; a burst of its own. */
  Duration read(long room) throws IOException {
    return read(room, Long.MAX_VALUE, false);
  }

  /** A read into {@code room} bytes to which {@code came} come, or -1 for the end. */
  Duration read(long room, long came, boolean sameBurst) throws IOException {
    long begun = clock.now;
    if (!begin(Op.READ, room)) {
      passed.add("read " + Math.min(room, came));
      return Duration.ZERO;
    }
    settle();
    if (wanted == room) { // nothing was emitted: the inner stream is asked
      long bytes = Math.min(step.bytes(), came);
      passed.add("read " + bytes);
      for (long hold; (hold = rule.after(op, bytes, sameBurst, clock.now)) > 0; ) {
        clock.now += hold;
      }
    }
    return Duration.ofNanos(clock.now - begun);
  }

  private Duration run(Op operation, long bytes) throws IOException {
    long begun = clock.now;
    if (!begin(operation, bytes)) {
      log(operation, bytes);
      return Duration.ZERO;
    }
    do {
      settle();
      long taken = Math.min(step.bytes(), innerTakes);
      log(op, taken);
      if (step.flush()) {
        log(Op.FLUSH, 0);
      }
      moved(taken);
    } while (wanted > 0);
    return Duration.ofNanos(clock.now - begun);
  }

  /** Whether there is a rule to obey; begins the operation then. */
  private boolean begin(Op operation, long bytes) throws IOException {
    if (strikes > 0) {
      throw rules.killSwitch().failure();
    }
    select(operation, bytes);
    if (rule == null || rule.isOff()) {
      return false;
    }
    rule.begin(op);
    return true;
  }

  private void select(Op operation, long bytes) {
    rule = operation == Op.READ ? rules.reading() : rules.writing();
    op = operation;
    wanted = bytes;
  }

  /** Asks until the rule lets something move, waiting and emitting as told. */
  private void settle() throws IOException {
    for (ask(); step.kind() != Step.Kind.MOVE; ask()) {
      switch (step.kind()) {
        case WAIT -> clock.now += step.nanos();
        case EMIT -> emit(step.data());
        default -> throw step.failure();
      }
    }
  }

  private void emit(ByteBuffer data) {
    byte[] bytes =
        new byte[op == Op.READ ? (int) Math.min(wanted, data.remaining()) : data.remaining()];
    data.get(bytes);
    emitted.writeBytes(bytes);
    passed.add("emit " + bytes.length);
    if (op == Op.READ) {
      wanted -= bytes.length;
    }
  }

  private void log(Op operation, long bytes) {
    passed.add(operation == Op.WRITE ? "write " + bytes : operation.toString());
  }

  /** Begins an operation, even where the fault is off, and asks once. */
  Answer start(Op operation, long bytes) {
    select(operation, bytes);
    rule.begin(op);
    return ask();
  }

  Answer ask() {
    rule.before(op, wanted, clock.now, step);
    boolean counts = step.kind() == Step.Kind.MOVE || step.kind() == Step.Kind.WAIT;
    return new Answer(step.kind(), counts ? step.bytes() : 0, step.flush());
  }

  /** Says that bytes moved, and returns for how long they are held. */
  Duration moved(long bytes) {
    wanted -= bytes;
    return Duration.ofNanos(rule.after(op, bytes, false, clock.now));
  }

  /** Whether {@code change} wakes one who waits for the rule's knob. */
  static boolean wakes(Rule rule, Runnable change) {
    var woken = new AtomicBoolean();
    rule.knob()
        .add(
            new Waiter() {
              @Override
              public void wake() {
                woken.set(true);
              }
            });
    change.run();
    return woken.get();
  }
}
