package io.trixter.netem.nio.driver;

import io.trixter.netem.kernel.Origin;

/**
 * Where the chance of a fault in a chain comes from.
 *
 * @param seed the seed of the run
 * @param connection the connection's ordinal, from 0
 * @param place the fault's place among those of its connection
 */
public record Chance(long seed, long connection, int place) {
  Origin origin() {
    return new Origin(seed, connection, place);
  }
}
