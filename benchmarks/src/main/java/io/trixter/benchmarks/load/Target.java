package io.trixter.benchmarks.load;

import io.trixter.benchmarks.process.Ports;
import io.trixter.benchmarks.process.Usage;
import java.net.SocketAddress;

/**
 * A proxy under load.
 *
 * @param port where it listens, on loopback
 * @param proxy what its process uses
 * @param upstream what the process behind it uses
 * @param startMillis how long it took from its start until it accepted
 */
public record Target(int port, Usage proxy, Usage upstream, double startMillis) {
  SocketAddress address() {
    return Ports.at(port);
  }
}
