package io.trixter.proxy.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.netem.kernel.Knob;
import io.trixter.netem.kernel.Op;
import io.trixter.netem.kernel.Rule;
import io.trixter.netem.kernel.RuleChain;
import io.trixter.netem.kernel.Step;
import io.trixter.netem.kernel.Waiter;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A driver, in virtual time, of the rules for what one link writes. It logs what happens and when:
 * {@code 100 ms: write 7}. What is written counts up, byte by byte. Operations queue; time passes
 * only by {@link #advance}.
 */
final class FaultHarness {
  private static final long MILLISECOND = 1_000_000;
  private static final long START = Long.MAX_VALUE - 200 * MILLISECOND; // soon wraps around

  private record Operation(Op op, byte[] bytes) {}

  final List<String> log = new ArrayList<>();
  final ByteArrayOutputStream received = new ByteArrayOutputStream();
  final List<TestLink> links;
  final List<RuleChain.Entry> entries = new ArrayList<>();
  private final RuleChain chain;
  private final Step step = new Step();
  private final Deque<Operation> queue = new ArrayDeque<>();
  private final Waiter waiter =
      new Waiter() {
        @Override
        public void wake() {
          woken = true;
        }
      };

  private long now = START;
  private Operation current;
  private ByteBuffer rest;
  private long wakeAt;
  private Knob waitingFor;
  private boolean woken;
  private boolean ended;
  private byte next;
  private long wireTakes = Long.MAX_VALUE; // at once

  private FaultHarness(List<TestLink> links) {
    this.links = links;
    for (TestLink link : links) { // the chain's first is nearest the wire
      Rule rule = link.attributes().type().rules(link).writing();
      entries.add(0, new RuleChain.Entry(rule, null));
    }
    chain = new RuleChain(entries, false);
    run();
  }

  /** The faults of one direction, in the order from sender to receiver. */
  static FaultHarness of(FaultSpec... faults) {
    return new FaultHarness(Stream.of(faults).map(TestLink::new).toList());
  }

  /** One more connection of the fault of {@code link}. */
  static FaultHarness of(TestLink link) {
    return new FaultHarness(List.of(link));
  }

  FaultHarness wireTakesAtMost(long bytes) {
    wireTakes = bytes;
    return this;
  }

  Rule rule() {
    return entries.get(0).rule();
  }

  FaultHarness write(int bytes) {
    byte[] chunk = new byte[bytes];
    for (int i = 0; i < bytes; i++) {
      chunk[i] = next++;
    }
    return operation(Op.WRITE, chunk);
  }

  /** The sender has ended. */
  FaultHarness end() {
    return operation(Op.SHUTDOWN, new byte[0]);
  }

  private FaultHarness operation(Op op, byte[] bytes) {
    queue.add(new Operation(op, bytes));
    run();
    return this;
  }

  /** Updates the first fault, and looks whether that wakes what waits. */
  FaultHarness update(Map<String, ? extends Number> attributes) {
    links.get(0).attributes().update(attributes);
    return lookAgain();
  }

  /** Looks whether an update by another connection of the fault has woken what waits. */
  FaultHarness lookAgain() {
    run();
    return this;
  }

  /** Removes all faults. */
  FaultHarness remove() {
    chain.edit(List.of());
    woken = true;
    run();
    return this;
  }

  FaultHarness advance(long millis) {
    return advanceMicros(1000 * millis);
  }

  FaultHarness advanceMicros(long micros) {
    long until = now + 1000 * micros;
    for (long in = nextIn(); in <= until - now; in = nextIn()) {
      now += in;
      woken = true;
      run();
    }
    now = until;
    return this;
  }

  /** Whether nothing happens any more, however long one waits. */
  boolean isIdle() {
    return nextIn() == Rule.NEVER;
  }

  private long nextIn() {
    return current == null ? chain.dueIn(now) : Math.max(0, wakeAt - now);
  }

  private void run() {
    while (current == null || woken) {
      woken = false;
      if (current == null && !begin()) {
        return;
      }
      ask();
    }
  }

  private boolean begin() {
    current = queue.poll();
    if (current == null && chain.dueIn(now) == 0) {
      current = new Operation(Op.FLUSH, new byte[0]);
    }
    if (current == null) {
      return false;
    }
    rest = ByteBuffer.wrap(current.bytes());
    chain.begin(current.op(), rest.remaining(), now);
    return true;
  }

  private void ask() {
    while (chain.next(now, step)) {
      if (step.kind() == Step.Kind.WAIT) {
        await(step.nanos());
        return;
      }
      act();
    }
    forget();
    current = null;
  }

  private void await(long nanos) {
    forget();
    wakeAt = nanos > Long.MAX_VALUE / 2 ? now + Long.MAX_VALUE / 2 : now + nanos;
    waitingFor = chain.waitingFor();
    if (waitingFor != null) {
      waitingFor.add(waiter);
    }
  }

  private void forget() {
    if (waitingFor != null) {
      waitingFor.remove(waiter);
      waitingFor = null;
    }
  }

  private void act() {
    switch (step.kind()) {
      case MOVE -> move();
      case EMIT -> {
        ByteBuffer data = step.data();
        note("emit " + data.remaining());
        long n = data.remaining();
        data.position(data.limit());
        chain.moved(n, -1, now);
      }
      case DROP -> {
        note("drop " + step.bytes());
        rest.position(rest.position() + (int) step.bytes());
      }
      case END -> {
        assertThat(ended).isFalse();
        ended = true;
        note(step.reset() ? "reset" : "close");
      }
      default -> throw new AssertionError(step.failure());
    }
  }

  private void move() {
    if (chain.op() == Op.WRITE) {
      byte[] block = new byte[(int) Math.min(step.bytes(), wireTakes)];
      rest.get(block);
      received.writeBytes(block);
      note("write " + block.length);
      chain.moved(block.length, -1, now);
    } else {
      note(chain.op() == Op.SHUTDOWN ? "end" : chain.op().toString());
      chain.moved(0, -1, now);
    }
  }

  private void note(String what) {
    log.add(at() + what);
  }

  private String at() {
    long nanos = now - START;
    return nanos % MILLISECOND == 0 ? nanos / MILLISECOND + " ms: " : nanos / 1000 + " us: ";
  }

  /** Checks that what was received is what was written, in order, up to some byte. */
  void assertInOrder() {
    byte[] got = received.toByteArray();
    for (int i = 0; i < got.length; i++) {
      assertThat(got[i]).as("byte %d", i).isEqualTo((byte) i);
    }
  }
}
