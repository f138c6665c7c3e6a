package io.trixter.proxy.fault;

import static io.trixter.proxy.fault.Bandwidth.bandwidth;
import static io.trixter.proxy.fault.Latency.latency;
import static io.trixter.proxy.fault.PacketLoss.packetLoss;

import io.trixter.netem.Network;
import io.trixter.netem.Networks;
import io.trixter.proxy.model.Direction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Makes faults of the catalogue from a ready-made network: for each direction the rate first, then
 * the loss, and the latency last. Their names begin with the network's: {@code
 * edge_latency_downstream}.
 *
 * <p>The catalogue counts whole kilobytes per second and whole milliseconds, so a rate is rounded
 * to the nearest kilobyte, of 1000 bytes and at least one, and a time to the nearest millisecond.
 * What a network does not have has no fault.
 */
public final class NetworkFaults {
  private static final long KILOBYTE = 1000;
  private static final long MILLISECOND = 1_000_000;

  private NetworkFaults() {}

  /**
   * Returns the network of that name, in upper or lower case.
   *
   * @throws IllegalArgumentException if there is none; the message lists those that there are
   */
  public static Network find(String name) {
    return Networks.find(name).orElseThrow(() -> new IllegalArgumentException(unknown(name)));
  }

  private static String unknown(String name) {
    String known = Networks.all().stream().map(Network::name).collect(Collectors.joining(", "));
    return "network must be one of " + known + " (got " + name + ")";
  }

  /** Returns the faults that give each connection of a proxy this network. */
  public static List<FaultSpec> of(Network network) {
    List<FaultSpec> faults = new ArrayList<>();
    add(faults, network, Direction.UPSTREAM, network.up());
    add(faults, network, Direction.DOWNSTREAM, network.down());
    return List.copyOf(faults);
  }

  private static void add(
      List<FaultSpec> faults, Network network, Direction direction, long bytesPerSecond) {
    if (bytesPerSecond > 0) {
      long rate = Math.max(1, rounded(bytesPerSecond, KILOBYTE));
      faults.add(named(bandwidth(rate), network, direction));
    }
    if (network.loss() > 0) {
      faults.add(named(packetLoss(network.loss()), network, direction));
    }
    Duration delay = millis(network.latency());
    Duration jitter = millis(network.jitter());
    if (!delay.isZero() || !jitter.isZero()) {
      faults.add(named(latency(delay).jitter(jitter), network, direction));
    }
  }

  private static FaultSpec named(FaultSpec fault, Network network, Direction direction) {
    FaultSpec toward = fault.toward(direction);
    return toward.named(network.name() + "_" + toward.name());
  }

  private static Duration millis(Duration time) {
    return Duration.ofMillis(rounded(time.toNanos(), MILLISECOND));
  }

  private static long rounded(long amount, long unit) {
    long whole = amount / unit;
    return amount % unit * 2 >= unit ? whole + 1 : whole;
  }
}
