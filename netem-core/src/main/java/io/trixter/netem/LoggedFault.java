package io.trixter.netem;

import io.trixter.netem.kernel.RandomSource;
import io.trixter.netem.kernel.Rules;

/** A fault what chance does by which is recorded or replayed. Safe for any thread. */
final class LoggedFault extends Fault {
  private final Fault fault;
  private final FaultLog log;
  private final String owner;

  LoggedFault(Fault fault, FaultLog log, String owner) {
    this.fault = fault;
    this.log = log;
    this.owner = owner;
  }

  @Override
  public Rules rules(RandomSource source) {
    return fault.rules(source.in(log, owner));
  }

  @Override
  Fault origin() {
    return fault.origin();
  }

  @Override
  public String toString() {
    return fault.toString();
  }
}
