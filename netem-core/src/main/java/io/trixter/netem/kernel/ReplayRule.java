package io.trixter.netem.kernel;

import io.trixter.netem.kernel.FaultEvent.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;

/**
 * Does in one direction of one connection what a record says that chance has done there, and draws
 * nothing. An event acts when the next byte or the end is about to pass its position, never sooner:
 * a write is asked about then, a read begins then where an event {@link #isDue}. Operations are cut
 * where that is needed. What met a flush acts behind the bytes that were to be flushed.
 */
final class ReplayRule extends Rule {
  private static final int MOST_COPIED = 16 << 10;

  private final RandomSource source;
  private final Op direction;
  private final List<FaultEvent> events; // those that the fault can do
  private final Rule own; // of the fault, what is not chance; null for nothing
  private final KillSwitch killSwitch; // null where nothing is terminated
  private int next; // of the events
  private long shown; // position of the next byte that a read shows
  private boolean pausing;
  private long pausedAt;

  ReplayRule(RandomSource source, Op direction, Rule own, KillSwitch killSwitch) {
    this.source = source;
    this.direction = direction;
    this.own = own;
    this.killSwitch = killSwitch;
    events =
        source.events(direction).stream()
            .filter(event -> event.kind() != Kind.TERMINATED || killSwitch != null)
            .toList();
  }

  @Override
  public boolean isOff() {
    return next == events.size() && (own == null ? !isKilled() : own.isOff());
  }

  private boolean isKilled() {
    return killSwitch != null && killSwitch.isTriggered();
  }

  /** Whether an event acts before the next byte of a read. */
  boolean isDue() {
    FaultEvent event = upcoming(position());
    return event != null
        && event.at() == position()
        && (event.kind() == Kind.GARBAGE || event.kind() == Kind.TERMINATED);
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
  public void begin(Op op) {
    shown = position();
    if (own != null) {
      own.begin(op);
    }
  }

  @Override
  public void before(Op op, long wanted, long now, Step step) {
    FaultEvent event = upcoming(position());
    if (isKilled()) {
      step.fail(killSwitch.failure());
    } else if (event == null) {
      pass(op, wanted, now, step);
    } else if (event.at() > position()) {
      pass(op, Math.min(wanted, event.at() - position()), now, step);
    } else if (meets(event, op, wanted)) {
      act(event, op, wanted, now, step);
    } else {
      pass(op, wanted, now, step);
    }
  }

  private static boolean meets(FaultEvent event, Op op, long wanted) {
    return switch (op) {
      case FLUSH -> event.kind() == Kind.TERMINATED && event.first() == 1;
      case SHUTDOWN -> true;
      default -> wanted > 0;
    };
  }

  private void pass(Op op, long most, long now, Step step) {
    if (own == null) {
      step.move(most);
    } else {
      own.before(op, most, now, step);
    }
  }

  private void act(FaultEvent event, Op op, long wanted, long now, Step step) {
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
        if (direction == Op.READ) {
          pass(op, upTo(event, wanted), now, step); // after() holds it
        } else if (isPausing(event, now)) {
          step.await(event.first() - (now - pausedAt));
        } else {
          done(event);
          before(op, wanted, now, step);
        }
      }
      case FLIP -> {
        if (op == Op.WRITE) {
          flip(step);
        } else {
          pass(op, wanted, now, step); // read() flips
        }
      }
      default -> {
        next++; // is not done to a stream
        before(op, wanted, now, step);
      }
    }
  }

  private static ByteBuffer garbage(FaultEvent event) {
    byte[] bytes = new byte[(int) event.first()];
    Garbage.fill(bytes, bytes.length, event.second());
    return ByteBuffer.wrap(bytes);
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

  /** How many of {@code wanted} bytes are before the next event that is further on. */
  private long upTo(FaultEvent event, long wanted) {
    for (FaultEvent later : events.subList(next, events.size())) {
      if (later.at() > event.at()) {
        return Math.min(wanted, later.at() - event.at());
      }
    }
    return wanted;
  }

  private boolean isPausing(FaultEvent event, long now) {
    if (!pausing) {
      pausing = true;
      pausedAt = now;
    }
    return now - pausedAt < event.first();
  }

  /** Lets a copy of the next bytes pass, with all that is to be flipped in them. */
  private void flip(Step step) {
    ByteBuffer content = step.content();
    byte[] copy = new byte[Math.min(content.remaining(), MOST_COPIED)];
    content.get(copy);
    long end = position() + copy.length;
    for (int i = next; i < events.size() && events.get(i).at() < end; i++) {
      copy[(int) (events.get(i).at() - position())] ^= (byte) (1 << events.get(i).first());
    }
    step.replace(ByteBuffer.wrap(copy));
  }

  @Override
  public void read(ByteBuffer bytes) {
    long end = shown + bytes.remaining();
    for (FaultEvent event = upcoming(shown);
        event != null && event.kind() == Kind.FLIP && event.at() < end;
        event = upcoming(shown)) {
      int i = bytes.position() + (int) (event.at() - shown);
      bytes.put(i, (byte) (bytes.get(i) ^ 1 << event.first()));
      done(event);
    }
    shown = end;
  }

  @Override
  public long after(Op op, long moved, boolean sameBurst, long now) {
    if (direction == Op.WRITE) {
      written(moved);
    } else if (moved > 0) {
      long hold = hold(position() - moved, now);
      if (hold > 0) {
        return hold;
      }
    }
    return own == null ? 0 : own.after(op, moved, sameBurst, now);
  }

  /** Hears that a write has moved, with the flips that were due there. */
  private void written(long moved) {
    while (next < events.size()
        && events.get(next).kind() == Kind.FLIP
        && events.get(next).at() < position()) {
      done(events.get(next));
    }
    FaultEvent event = moved > 0 ? upcoming(position()) : null;
    if (event != null && event.at() == position() && meets(event, Op.FLUSH, 0)) {
      terminate(event);
    }
  }

  /** For how long the losses at {@code at} hold what was read from there on. */
  private long hold(long at, long now) {
    for (FaultEvent event = upcoming(at);
        event != null && event.kind() == Kind.LOSS && event.at() == at;
        event = upcoming(at)) {
      if (isPausing(event, now)) {
        return event.first() - (now - pausedAt);
      }
      done(event);
    }
    return 0;
  }

  @Override
  public long ready(long came, boolean sameBurst, long now) {
    FaultEvent event = came == 0 ? null : upcoming(position());
    long ready = own == null ? came : own.ready(came, sameBurst, now);
    if (event == null || event.kind() == Kind.FLIP) {
      return ready;
    } else if (event.at() > position()) {
      return Math.min(ready, event.at() - position());
    }
    return event.kind() == Kind.LOSS && isPausing(event, now) ? 0 : 1;
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
