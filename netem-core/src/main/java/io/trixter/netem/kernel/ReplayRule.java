package io.trixter.netem.kernel;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;

/**
 * Does in one direction of one connection what a record says that chance has done there, and draws
 * nothing. An event acts when the next byte or the end is about to pass its position, never sooner;
 * operations are cut where that is needed. So a read has got the next byte before garbage comes in
 * its place; the byte follows the garbage. What met a flush acts behind the bytes that were to be
 * flushed.
 */
final class ReplayRule extends Rule {
  private static final int MOST_COPIED = 16 << 10;
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final RandomSource source;
  private final Op direction;
  private final List<FaultEvent> events;
  private final Rule own; // of the fault, what is not chance; null for nothing
  private final KillSwitch killSwitch; // null where nothing is terminated
  private int next; // of the events
  private long base; // position of the next byte that a read shows
  private ByteBuffer pending = NOTHING; // garbage, and the byte that it came before
  private boolean pausing;
  private long pausedAt;

  ReplayRule(RandomSource source, Op direction, Rule own, KillSwitch killSwitch) {
    this.source = source;
    this.direction = direction;
    this.own = own;
    this.killSwitch = killSwitch;
    events = source.events(direction);
    tracked = true;
  }

  @Override
  public boolean isOff() {
    return next == events.size()
        && !pending.hasRemaining()
        && (own == null ? !isKilled() : own.isOff());
  }

  private boolean isKilled() {
    return killSwitch != null && killSwitch.isTriggered();
  }

  @Override
  public void begin(Op op) {
    base = position();
    if (own != null) {
      own.begin(op);
    }
  }

  /** The event that is next from {@code at} on; those before found no place. */
  private FaultEvent upcoming(long at) {
    while (next < events.size() && events.get(next).at() < at) {
      next++;
    }
    return next < events.size() ? events.get(next) : null;
  }

  private void done(FaultEvent event) {
    next++;
    pausing = false;
    source.placed(event);
  }

  @Override
  public void before(Op op, long wanted, long now, Step step) {
    if (pending.hasRemaining()) {
      emitPending(step);
      return;
    }
    FaultEvent event = upcoming(position());
    long clear = event == null ? Long.MAX_VALUE : event.at() - position();
    if (isKilled()) {
      step.fail(killSwitch.failure());
    } else if (direction == Op.READ && clear == 0) {
      read(event, op, wanted, now, step);
    } else if (clear == 0 && meets(event, op, wanted)) {
      write(event, op, wanted, now, step);
    } else {
      pass(op, wanted == 0 ? 0 : Math.min(wanted, Math.max(clear, 0)), now, step);
    }
  }

  private static boolean meets(FaultEvent event, Op op, long wanted) {
    boolean flushed = op == Op.FLUSH && event.kind() == FaultEvent.Kind.TERMINATED;
    return op == Op.WRITE ? wanted > 0 : op == Op.SHUTDOWN || (flushed && event.first() == 1);
  }

  private void pass(Op op, long most, long now, Step step) {
    if (own == null) {
      step.move(most);
    } else {
      own.before(op, most, now, step);
    }
  }

  private void emitPending(Step step) {
    ByteBuffer bytes = pending;
    pending = NOTHING;
    step.emit(bytes);
  }

  private void write(FaultEvent event, Op op, long wanted, long now, Step step) {
    switch (event.kind()) {
      case GARBAGE -> {
        done(event);
        step.emit(garbage(event));
      }
      case TERMINATED -> {
        terminate(event);
        step.fail(killSwitch.failure());
      }
      case LOSS -> {
        if (isPausing(event, now)) {
          step.await(event.first() - (now - pausedAt));
        } else {
          done(event);
          before(op, wanted, now, step);
        }
      }
      case FLIP -> flip(op, wanted, step);
      default -> skip(event, op, wanted, now, step);
    }
  }

  private void skip(FaultEvent event, Op op, long wanted, long now, Step step) {
    next++; // nothing that a stream can do
    before(op, wanted, now, step);
  }

  private boolean isPausing(FaultEvent event, long now) {
    if (!pausing) {
      pausing = true;
      pausedAt = now;
    }
    return now - pausedAt < event.first();
  }

  private void terminate(FaultEvent event) {
    done(event);
    killSwitch.trigger(
        new IOException(
            String.format(
                Locale.ROOT,
                "terminated (replayed, connection %d, %s, after byte %d)",
                source.connection(),
                direction,
                event.at())));
  }

  private static ByteBuffer garbage(FaultEvent event) {
    byte[] bytes = new byte[(int) event.first()];
    Garbage.fill(bytes, bytes.length, event.second());
    return ByteBuffer.wrap(bytes);
  }

  /** Lets a copy of the next bytes pass, with all that is to be flipped in them. */
  private void flip(Op op, long wanted, Step step) {
    if (op != Op.WRITE) {
      step.move(wanted);
      return;
    }
    ByteBuffer content = step.content();
    byte[] copy = new byte[Math.min(content.remaining(), MOST_COPIED)];
    content.get(copy);
    for (int i = next; i < events.size(); i++) {
      long at = events.get(i).at() - position();
      if (at >= copy.length) {
        break;
      }
      copy[(int) at] ^= (byte) (1 << events.get(i).first());
    }
    step.replace(ByteBuffer.wrap(copy));
  }

  /** Hears that what {@link #flip} has altered is on its way. */
  private void flipped() {
    while (next < events.size()
        && events.get(next).kind() == FaultEvent.Kind.FLIP
        && events.get(next).at() < position()) {
      done(events.get(next));
    }
  }

  private void read(FaultEvent event, Op op, long wanted, long now, Step step) {
    if (event.kind() == FaultEvent.Kind.GARBAGE) {
      if (op == Op.SKIP) {
        done(event);
        step.emit(garbage(event));
      } else {
        step.move(1); // which read() then takes
      }
      return;
    }
    long most = wanted;
    for (int i = next; i < events.size() && event.kind() != FaultEvent.Kind.FLIP; i++) {
      if (events.get(i).at() > event.at()) {
        most = Math.min(wanted, events.get(i).at() - event.at());
        break;
      }
    }
    pass(op, most, now, step);
  }

  @Override
  public void read(ByteBuffer bytes) {
    int n = bytes.remaining();
    for (FaultEvent event = upcoming(base);
        event != null && event.at() < base + n;
        event = upcoming(base)) {
      int i = bytes.position() + (int) (event.at() - base);
      if (event.kind() == FaultEvent.Kind.FLIP) {
        bytes.put(i, (byte) (bytes.get(i) ^ 1 << event.first()));
        done(event);
      } else if (event.kind() == FaultEvent.Kind.GARBAGE) {
        insert(event, bytes, i);
      } else {
        break; // is after()'s
      }
    }
    base += n;
  }

  /** Puts the first byte of garbage in the place of the next byte, which comes behind it now. */
  private void insert(FaultEvent first, ByteBuffer bytes, int i) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (FaultEvent event = first;
        event != null && event.at() == first.at() && event.kind() == FaultEvent.Kind.GARBAGE;
        event = upcoming(first.at())) {
      all.writeBytes(garbage(event).array());
      done(event);
    }
    all.write(bytes.get(i));
    pending = ByteBuffer.wrap(all.toByteArray());
    bytes.put(i, pending.get());
  }

  @Override
  public long after(Op op, long moved, boolean sameBurst, long now) {
    if (direction == Op.WRITE) {
      flipped();
      terminateBehind(moved);
      return own == null ? 0 : own.after(op, moved, sameBurst, now);
    }
    long begun = position() - Math.max(0, moved);
    FaultEvent event = upcoming(begun);
    if (event != null && event.at() == begun && moved != 0) {
      return met(event, op, moved, sameBurst, now);
    }
    return own == null ? 0 : own.after(op, moved, sameBurst, now);
  }

  /** A flush behind what has just moved has terminated the recorded run. */
  private void terminateBehind(long moved) {
    FaultEvent event = moved > 0 ? upcoming(position()) : null;
    if (event != null
        && event.at() == position()
        && event.kind() == FaultEvent.Kind.TERMINATED
        && event.first() == 1) {
      terminate(event);
    }
  }

  /** What a read got, or the end, has come to the position of {@code event}. */
  private long met(FaultEvent event, Op op, long moved, boolean sameBurst, long now) {
    switch (event.kind()) {
      case TERMINATED -> {
        terminate(event);
        return NEVER;
      }
      case LOSS -> {
        if (isPausing(event, now)) {
          return event.first() - (now - pausedAt);
        }
        done(event);
        return after(op, moved, sameBurst, now);
      }
      case GARBAGE -> {
        if (moved < 0 && op == Op.READ) { // it comes before the end
          done(event);
          pending = garbage(event);
          return AGAIN;
        }
      }
      default -> {}
    }
    return own == null ? 0 : own.after(op, moved, sameBurst, now);
  }

  @Override
  public long ready(long came, boolean sameBurst, long now) {
    if (pending.hasRemaining()) {
      return pending.remaining();
    }
    FaultEvent event = upcoming(position());
    long clear = event == null ? Long.MAX_VALUE : event.at() - position();
    if (came == 0 || clear > 0 || event.kind() == FaultEvent.Kind.FLIP) {
      long ready = own == null ? came : own.ready(came, sameBurst, now);
      return event != null && clear > 0 ? Math.min(ready, clear) : ready;
    } else if (event.kind() == FaultEvent.Kind.LOSS) {
      return isPausing(event, now) ? 0 : 1;
    }
    return 1;
  }

  @Override
  public Knob knob() {
    return own == null ? null : own.knob();
  }

  @Override
  public KillSwitch killSwitch() {
    return killSwitch;
  }
}
