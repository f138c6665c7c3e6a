package io.trixter.netem;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The figures of a network as a client has it. {@link Networks} has ready-made ones.
 *
 * <pre>{@code
 * Socket mobile = Netem.wrap(socket, Networks.EDGE.faults().toArray(Fault[]::new));
 * }</pre>
 *
 * @param name in lower case, as flags and files name it
 * @param latency of each direction, so half a round trip; 0 is none
 * @param jitter by which each delay differs from that, up or down; 0 is none
 * @param down what the client may read, in bytes per second; 0 is no limit
 * @param up what the client may write, in bytes per second; 0 is no limit
 * @param loss the share of segments that are lost, from 0.0 to 1.0
 * @param source where the figures come from
 */
public record Network(
    String name,
    Duration latency,
    Duration jitter,
    long down,
    long up,
    double loss,
    String source) {

  /**
   * Checks the figures.
   *
   * @throws IllegalArgumentException if one is out of its range, as {@link DynamicDuration}, {@link
   *     DynamicRate} and {@link DynamicProbability} have it
   */
  public Network {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(source, "source");
    DynamicDuration.nanos(latency);
    DynamicDuration.nanos(jitter);
    new DynamicRate(down);
    new DynamicRate(up);
    new DynamicProbability(loss);
  }

  /**
   * Makes the faults that give one connection of a client this network, the first nearest the wire.
   * What is written leaves at the rate, then travels for the latency. What is read has come the
   * same way: the first bytes of a burst are held for the latency, and all of them pass at the
   * rate. Segments of both are lost as {@link Stall} has it. Each call makes new ones, so that no
   * two connections share a rate.
   */
  public List<Fault> faults() {
    List<Fault> faults = new ArrayList<>();
    faults.add(new Downlink(latency, jitter, down));
    faults.add(new DelayLine(latency, jitter));
    faults.add(new Stall(loss));
    faults.add(new ThrottledWriter(up).burst(Duration.ZERO));
    return List.copyOf(faults);
  }
}
