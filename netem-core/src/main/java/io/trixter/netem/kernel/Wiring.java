package io.trixter.netem.kernel;

/**
 * What a fault hands the driver of one wrapped stream, socket or channel.
 *
 * @param name the fault's name as chains print it
 * @param reading the rule of what is read; null where reads pass
 * @param writing the rule of what is written; null where writes pass
 * @param trip the wire that ends the connection; null for a fault that has none
 */
public record Wiring(String name, Rule reading, Rule writing, Trip trip) {
  private static volatile Maker maker;

  /** How faults are wired, which their own class knows. */
  public interface Maker {
    /** The origin of the next stream that {@code fault} wraps, by its own seed and count. */
    Origin origin(Object fault, int place);

    /** Wires {@code fault} for one more stream. */
    Wiring wire(Object fault, Origin origin);
  }

  /** Tells the kernel how faults are wired; called once, by the fault's own class. */
  public static void install(Maker wiring) {
    maker = wiring;
  }

  /**
   * Wires a fault for one more stream, with chance from its own seed and count.
   *
   * @param fault an {@code io.trixter.netem.Fault}
   * @param place the fault's place in its chain, from 0
   */
  public static Wiring of(Object fault, int place) {
    return of(fault, maker.origin(fault, place));
  }

  /**
   * Wires a fault for one more stream.
   *
   * @param fault an {@code io.trixter.netem.Fault}
   * @param origin where its chance comes from
   */
  public static Wiring of(Object fault, Origin origin) {
    return maker.wire(fault, origin);
  }
}
