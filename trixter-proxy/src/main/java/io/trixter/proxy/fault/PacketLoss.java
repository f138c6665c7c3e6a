package io.trixter.proxy.fault;

import io.trixter.netem.DynamicDuration;
import io.trixter.netem.DynamicProbability;
import io.trixter.netem.DynamicSize;
import io.trixter.netem.Stall;
import io.trixter.netem.kernel.Rules;
import java.time.Duration;

/**
 * {@code packet_loss}: what packet loss looks like above TCP, as {@link Stall} says of what is
 * written. Each chunk is segments of at most 1460 bytes; a lost one, and all behind it, waits for
 * {@code rto}, and twice, four times that while its retransmissions are lost too. A probability or
 * an rto of 0 is off.
 */
public final class PacketLoss extends FaultType {
  static final Attribute PROBABILITY =
      Attribute.fraction("probability", "that a segment of at most 1460 bytes is lost");
  static final Attribute BURST =
      Attribute.count("burst", "how many segments are lost in a row, on average")
          .within(1, Long.MAX_VALUE, 1);
  static final Attribute RTO =
      Attribute.millis("rto", "how long the first retransmission takes; 0 is off")
          .within(Long.MIN_VALUE, Long.MAX_VALUE, 200);
  static final PacketLoss TYPE = new PacketLoss();

  private PacketLoss() {
    super("packet_loss", "delays as the loss of packets does above TCP", PROBABILITY, BURST, RTO);
  }

  @Override
  public Rules rules(Link link) {
    Stall fault =
        new Stall(
            new DynamicProbability(link.knob(PROBABILITY)),
            new DynamicSize(link.knob(BURST)),
            new DynamicDuration(link.knob(RTO)));
    return Rules.of(name()).writing(fault.rules(link.random()).writing());
  }

  /** A fault of this type. */
  public static final class Spec extends FaultSpec {
    private Spec(FaultSpec base, Attribute attribute, Number value) {
      super(base, attribute, value);
    }

    /**
     * Returns this fault with losses in runs of {@code segments} on average; 1 draws for each.
     *
     * @throws IllegalArgumentException if it is below 1
     */
    public Spec burst(long segments) {
      return new Spec(this, BURST, segments);
    }

    /**
     * Returns this fault with another time to the first retransmission, in whole milliseconds; zero
     * is off.
     *
     * @throws IllegalArgumentException if it is negative, or not whole milliseconds
     */
    public Spec rto(Duration time) {
      return new Spec(this, RTO, RTO.of(time));
    }
  }

  /**
   * Loses segments with {@code probability}; 0 is off.
   *
   * @throws IllegalArgumentException if it is not between 0.0 and 1.0
   */
  public static Spec packetLoss(double probability) {
    return new Spec(FaultSpec.of(TYPE), PROBABILITY, probability);
  }
}
