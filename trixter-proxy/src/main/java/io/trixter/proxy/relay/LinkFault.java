package io.trixter.proxy.relay;

import io.trixter.netem.kernel.DelayQueue;
import io.trixter.netem.kernel.Knob;
import io.trixter.netem.kernel.RandomSource;
import io.trixter.netem.kernel.Rule;
import io.trixter.netem.kernel.Rules;
import io.trixter.netem.nio.driver.Part;
import io.trixter.proxy.fault.Attribute;
import io.trixter.proxy.fault.Link;
import java.util.function.Supplier;

/**
 * A shared fault on one connection: its rules there, and whether its toxicity has hit. Confined to
 * the connection's loop.
 */
final class LinkFault implements Link {
  private static final int NEVER_DRAWN = -1;
  private static final long BUFFERED = 48 << 10; // three of a relay's small chunks

  private final RelayContext context;
  private final Chance chance;
  private final LiveFault fault;
  private final Rule opening; // asked before the upstream is dialled; null if that passes
  private final Part source; // on the channel that is read; null if reads pass
  private final Part sink; // on the channel that is written; null if writes pass
  private final Part buffer; // before its rules, so that the fault before it need not wait; or null
  private long drawnFor = NEVER_DRAWN; // the number of the update
  private boolean hits;
  private boolean hasHit; // some time

  LinkFault(RelayContext context, Chance chance, LiveFault fault) {
    this.context = context;
    this.chance = chance;
    this.fault = fault;
    Rules rules = rules();
    opening = rules == null ? null : rules.opening();
    source = rules == null || rules.reading() == null ? null : part(rules.readingAlone());
    sink = rules == null || !isWritten(rules) ? null : part(rules.writingAlone());
    buffer = sink == null || rules.line() != null ? null : newBuffer();
  }

  private Rules rules() {
    try {
      Rules rules = fault.type().rules(this);
      return rules == null || rules.line() == null ? rules : rules.line(bounded(rules.line()));
    } catch (RuntimeException e) {
      throw new IllegalStateException(
          "fault " + fault.name() + ": " + fault.type() + " makes no rules: " + e, e);
    }
  }

  private static boolean isWritten(Rules rules) {
    return rules.writing() != null || rules.line() != null;
  }

  @SuppressWarnings("EnumOrdinal") // a lane's number
  private Part newBuffer() {
    int lane = fault.direction().ordinal();
    DelayQueue queue = DelayQueue.buffer(BUFFERED, context.budget(), lane);
    return new Part(Rules.of("Buffer").line(queue), null);
  }

  private Part part(Rules rules) {
    return new Part(rules.named(fault.name()), fault.applied()::increment);
  }

  @Override
  public Knob knob(Attribute attribute) {
    return fault.attributes().knob(attribute);
  }

  @Override
  public Knob revision() {
    return fault.attributes().revision();
  }

  @Override
  public RandomSource random() {
    return chance.of(fault);
  }

  @Override
  public DelayQueue line(Knob delayNanos, Knob jitterNanos) {
    return new DelayQueue(
        delayNanos, jitterNanos, random(), context.delayWindow(), context.budget());
  }

  @SuppressWarnings("EnumOrdinal") // a lane's number
  private DelayQueue bounded(DelayQueue line) {
    return line.within(context.delayWindow(), context.budget(), fault.direction().ordinal());
  }

  @Override
  public <T> T state(Supplier<T> fresh) {
    return fault.state(fresh);
  }

  /** Draws, once for each update of the fault, whether it acts on this connection. */
  void draw() {
    long update = revision().get();
    if (update != drawnFor) {
      drawnFor = update;
      hits = chance.hits(fault, update);
      hasHit |= hits;
      setActive(source);
      setActive(sink);
    }
  }

  private void setActive(Part part) {
    if (part != null) {
      part.setActive(hits);
    }
  }

  LiveFault fault() {
    return fault;
  }

  /** Whether it acts on this connection. */
  boolean hits() {
    return hits;
  }

  /** The age at which it resets the connection, in nanoseconds; {@link Rule#NEVER} for never. */
  long greatestAge() {
    return hits ? fault.type().greatestAge(this) : Rule.NEVER;
  }

  /** Its rule of what happens before the upstream is dialled; null if it has none. */
  Rule opening() {
    return opening;
  }

  /** Its part on the channel that its direction reads; null if it has none. */
  Part source() {
    return source;
  }

  /** Its part on the channel that its direction writes; null if it has none. */
  Part sink() {
    return sink;
  }

  /** Whether it has acted on this connection, perhaps before an update. */
  boolean hasHit() {
    return hasHit;
  }

  /**
   * The part that is to stand before its own, where another fault stands further out; null if it
   * needs none.
   */
  Part buffer() {
    return buffer;
  }

  /** Whether it moves small chunks. */
  boolean isSlow() {
    return hits && sink != null && sink.rules().writing() != null;
  }
}
