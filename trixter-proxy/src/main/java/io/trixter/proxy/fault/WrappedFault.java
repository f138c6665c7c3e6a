package io.trixter.proxy.fault;

import io.trixter.netem.Fault;
import io.trixter.netem.kernel.Rules;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * The type of a fault of the library that code gives a proxy: no attributes, and not in the
 * catalogue. What can be set of the fault is set on the fault itself.
 */
final class WrappedFault extends FaultType {
  private final Supplier<? extends Fault> faults;

  WrappedFault(String name, Supplier<? extends Fault> faults) {
    super(name, "a fault given in code");
    if (FaultCatalog.find(name) != null) {
      throw new IllegalArgumentException(name + " is a type of the catalogue");
    }
    this.faults = Objects.requireNonNull(faults, "faults");
  }

  @Override
  public Rules rules(Link link) {
    return faults.get().rules(link.random());
  }
}
