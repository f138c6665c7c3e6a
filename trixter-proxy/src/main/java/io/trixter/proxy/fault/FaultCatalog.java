package io.trixter.proxy.fault;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All types of fault by name: those of this package, and those that {@link ServiceLoader} finds,
 * which are looked up once, when a name is asked for that is not one of ours. Safe for any thread.
 */
public final class FaultCatalog {
  private static final int MOST_FAILURES = 100; // of a loader that may not get past one
  private static final List<FaultType> OURS =
      List.of(
          Latency.TYPE,
          Bandwidth.TYPE,
          SlowClose.TYPE,
          Timeout.TYPE,
          ResetPeer.TYPE,
          Slicer.TYPE,
          LimitData.TYPE,
          Noop.TYPE,
          Termination.TYPE,
          Corruption.TYPE,
          PacketLoss.TYPE,
          BitFlip.TYPE,
          LimitTime.TYPE,
          Reject.TYPE,
          Hang.TYPE,
          SlowOpen.TYPE,
          Flap.TYPE);

  private FaultCatalog() {}

  /** Returns the type of that name, or null. */
  public static FaultType find(String name) {
    FaultType ours = find(name, OURS);
    return ours != null ? ours : find(name, Found.TYPES);
  }

  /** Returns all types: those of this package first. */
  public static List<FaultType> types() {
    List<FaultType> all = new ArrayList<>(OURS);
    all.addAll(Found.TYPES);
    return List.copyOf(all);
  }

  /** Returns the types of this package, and loads none of others. */
  public static List<FaultType> standard() {
    return OURS;
  }

  private static FaultType find(String name, List<FaultType> types) {
    for (FaultType each : types) {
      if (each.name().equals(name)) {
        return each;
      }
    }
    return null;
  }

  /** Loads types of others; leaves out those that cannot be loaded, or whose name is taken. */
  static List<FaultType> load(ServiceLoader<FaultType> loader) {
    List<FaultType> found = new ArrayList<>();
    Iterator<FaultType> providers = loader.iterator();
    for (int failures = 0; failures < MOST_FAILURES; ) {
      try {
        if (!providers.hasNext()) {
          break;
        }
        add(providers.next(), found);
      } catch (ServiceConfigurationError e) {
        failures++;
        log().warn("a fault type could not be loaded", e);
      }
    }
    return List.copyOf(found);
  }

  private static void add(FaultType type, List<FaultType> found) {
    if (find(type.name(), OURS) == null && find(type.name(), found) == null) {
      found.add(type);
    } else {
      log().warn("the fault type {} of {} has a name that is taken", type, type.getClass());
    }
  }

  /** The log, which the listener need not wait for where there is nothing to warn of. */
  private static Logger log() {
    return LoggerFactory.getLogger(FaultCatalog.class);
  }

  private static final class Found {
    static final List<FaultType> TYPES = load(ServiceLoader.load(FaultType.class));
  }
}
