package io.trixter.netem.kernel;

import java.util.function.BiFunction;

/**
 * What a fault hands the driver of one wrapped stream, socket or channel.
 *
 * @param name the fault's name as chains print it
 * @param reading the rule of what is read; null where reads pass
 * @param writing the rule of what is written; null where writes pass
 * @param trip the wire that ends the connection; null for a fault that has none
 */
public record Wiring(String name, Rule reading, Rule writing, Trip trip) {
  private static volatile BiFunction<Object, Origin, Wiring> maker;

  /** Tells the kernel how faults are wired; called once, by the fault's own class. */
  public static void install(BiFunction<Object, Origin, Wiring> wiring) {
    maker = wiring;
  }

  /**
   * Wires a fault for one more stream.
   *
   * @param fault an {@code io.trixter.netem.Fault}
   * @param origin where its chance comes from; null for the fault's own seed and count
   */
  public static Wiring of(Object fault, Origin origin) {
    return maker.apply(fault, origin);
  }
}
