package io.trixter.proxy.fault;

import io.trixter.netem.kernel.Knob;
import io.trixter.netem.kernel.Op;
import io.trixter.netem.kernel.Pieces;
import io.trixter.netem.kernel.Rule;
import io.trixter.netem.kernel.Rules;
import io.trixter.netem.kernel.Step;
import java.time.Duration;

/**
 * {@code slicer}: cuts each chunk in pieces, each a write of its own, and waits for {@code delay}
 * behind each piece, the last one of a chunk too. An update lets the rest of the chunk pass at
 * once, in one piece. An {@code average_size} of 0 and below is off.
 */
public final class Slicer extends FaultType {
  static final Attribute AVERAGE =
      Attribute.bytes("average_size", "how long pieces are on average; 0 is off");
  static final Attribute VARIATION =
      Attribute.bytes("size_variation", "by how much a cut may move, either way");
  static final Attribute DELAY = Attribute.micros("delay", "how long to wait behind each piece");
  static final Slicer TYPE = new Slicer();

  private Slicer() {
    super("slicer", "cuts chunks in pieces, with a pause behind each", AVERAGE, VARIATION, DELAY);
  }

  @Override
  public Rules rules(Link link) {
    return Rules.of(name()).writing(new Slicing(link));
  }

  /** A fault of this type. */
  public static final class Spec extends FaultSpec {
    private Spec(FaultSpec base, Attribute attribute, Number value) {
      super(base, attribute, value);
    }

    /** Returns this fault with cuts that move by up to {@code bytes}, either way. */
    public Spec variation(long bytes) {
      return new Spec(this, VARIATION, bytes);
    }

    /**
     * Returns this fault with a pause behind each piece, in whole microseconds.
     *
     * @throws IllegalArgumentException if it is negative, or not whole microseconds
     */
    public Spec delay(Duration time) {
      return new Spec(this, DELAY, DELAY.of(time));
    }
  }

  /** Cuts chunks in pieces of {@code averageSize} bytes on average; 0 and below is off. */
  public static Spec slicer(long averageSize) {
    return new Spec(FaultSpec.of(TYPE), AVERAGE, averageSize);
  }

  private static final class Slicing extends Rule {
    private final Knob average;
    private final Knob variation;
    private final Knob delay;
    private final Knob revision;
    private final Pieces pieces;
    private long slicedIn; // the revision when it was last asked
    private boolean pausing;
    private long pausedAt;
    private long granted;

    Slicing(Link link) {
      average = link.knob(AVERAGE);
      variation = link.knob(VARIATION);
      delay = link.knob(DELAY);
      revision = link.revision();
      pieces = new Pieces(link.random());
      slicedIn = revision.get();
    }

    @Override
    public boolean isOff() {
      return average.get() == 0;
    }

    @Override
    public void begin(Op op) {
      pieces.clear();
    }

    @Override
    public void before(Op op, long wanted, long now, Step step) {
      long current = revision.get();
      boolean updated = current != slicedIn;
      slicedIn = current;
      if (updated) {
        pausing = false;
      }
      if (op == Op.FLUSH || isOff()) {
        step.move(wanted);
        return;
      }
      if (pausing && delay.get() - (now - pausedAt) > 0) {
        step.await(delay.get() - (now - pausedAt));
        return;
      }
      pausing = false;
      if (wanted == 0) {
        step.move(0);
        return;
      }
      if (pieces.isEmpty()) {
        pieces.add(wanted);
      } else if (updated) {
        pieces.join();
      }
      long moves = variation.get();
      long most = average.get() + moves;
      granted = pieces.next(most < 0 ? Long.MAX_VALUE : most, moves);
      step.moveAndFlush(granted);
    }

    @Override
    public long after(Op op, long moved, boolean sameBurst, long now) {
      if (granted > 0) {
        pieces.moved(moved);
        pausing = moved == granted;
        pausedAt = now;
        granted = 0;
      }
      return 0;
    }

    @Override
    public Knob knob() {
      return revision;
    }
  }
}
