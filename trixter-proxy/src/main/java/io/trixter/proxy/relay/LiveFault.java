package io.trixter.proxy.relay;

import io.trixter.netem.kernel.Op;
import io.trixter.netem.kernel.RandomSource;
import io.trixter.proxy.fault.Attributes;
import io.trixter.proxy.fault.FaultSpec;
import io.trixter.proxy.fault.FaultType;
import io.trixter.proxy.model.Direction;
import java.util.Locale;
import java.util.concurrent.atomic.LongAdder;

/**
 * A fault that the connections of a proxy share: what is the same for all of them. Safe for any
 * thread.
 */
public final class LiveFault {
  private final FaultType type;
  private final String name;
  private final Direction direction;
  private final Attributes attributes;
  private final LongAdder applied = new LongAdder();
  private volatile float toxicity;

  LiveFault(FaultSpec spec) {
    type = spec.type();
    name = spec.name();
    direction = spec.direction();
    toxicity = spec.toxicity();
    attributes = new Attributes(type, spec.attributes());
  }

  /** Returns its type. */
  public FaultType type() {
    return type;
  }

  /** Returns its name, unique in its proxy. */
  public String name() {
    return name;
  }

  /** Returns the direction that it acts on. */
  public Direction direction() {
    return direction;
  }

  /** Returns its live attributes. */
  public Attributes attributes() {
    return attributes;
  }

  /** Returns the probability that it acts on a connection. */
  public float toxicity() {
    return toxicity;
  }

  /** Sets the probability; heeded with the next update of the attributes, which must follow. */
  void toxicity(float probability) {
    toxicity = probability;
  }

  /** Counts the operations that it has changed. */
  public LongAdder applied() {
    return applied;
  }

  /** Where its draws for the connection of {@code ordinal} come from. */
  RandomSource random(RelaySettings settings, long ordinal) {
    return new RandomSource(settings.seed(), ordinal, place(settings));
  }

  private String place(RelaySettings settings) {
    return settings.proxy() + "/" + direction.name().toLowerCase(Locale.ROOT) + "/" + name;
  }

  /** Whether it acts on the connection of {@code ordinal} since the update of that number. */
  boolean hits(RelaySettings settings, long ordinal, long update) {
    String place = place(settings) + "/toxicity/" + update;
    RandomSource source = new RandomSource(settings.seed(), ordinal, place);
    return source.random(Op.WRITE).nextDouble() < toxicity;
  }
}
