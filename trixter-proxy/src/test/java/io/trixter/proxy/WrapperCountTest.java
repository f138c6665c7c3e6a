package io.trixter.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.proxy.model.Knobs;
import io.trixter.proxy.relay.Relay;
import io.trixter.proxy.relay.RelayContext;
import java.lang.reflect.Field;
import java.nio.channels.AsynchronousSocketChannel;
import java.time.Duration;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** How many channels stand around the two sockets of a connection. */
class WrapperCountTest {
  private static final int SOCKETS = 2;
  private static final double HARDLY_EVER = 1e-15;

  @Test
  void aConnectionWithEveryFaultBothWaysHasAtMostFourWrappers() throws Exception {
    assertThat(wrappersOfAConnection(WrapperCountTest::everyFault)).isBetween(1, 4);
  }

  @Test
  void aConnectionWithoutFaultsHasNoWrapper() throws Exception {
    assertThat(wrappersOfAConnection(knobs -> {})).isZero();
  }

  private static void everyFault(Knobs knobs) {
    knobs.delay().set(Duration.ofMillis(1));
    knobs.throttle().set(1 << 20);
    knobs.slice().set(100);
    knobs.corruption().set(HARDLY_EVER);
    knobs.termination().set(HARDLY_EVER);
  }

  private static int wrappersOfAConnection(Consumer<Knobs> faults) throws Exception {
    try (Upstream upstream = Upstream.echo();
        Proxy proxy = Setup.to(upstream).faults(faults).start();
        Peer client = Peer.connect(proxy)) {
      client.roundTrip();
      Set<Object> found = Collections.newSetFromMap(new IdentityHashMap<>());
      collect(Setup.onlyRelay(proxy), found);
      return (int) found.stream().filter(AsynchronousSocketChannel.class::isInstance).count()
          - SOCKETS;
    }
  }

  /** Adds {@code owner} and what of its connection it refers to, directly or not. */
  private static void collect(Object owner, Set<Object> found) throws IllegalAccessException {
    if (owner == null || !found.add(owner)) {
      return;
    }
    Class<?> type = owner.getClass();
    while (type.getName().startsWith("io.trixter.")) {
      for (Field field : type.getDeclaredFields()) {
        if (isOfAConnection(field.getType())) {
          field.setAccessible(true);
          collect(field.get(owner), found);
        }
      }
      type = type.getSuperclass();
    }
  }

  private static boolean isOfAConnection(Class<?> type) {
    boolean ofTheProxy =
        type.getPackage() == Relay.class.getPackage() && type != RelayContext.class;
    return ofTheProxy || AsynchronousSocketChannel.class.isAssignableFrom(type);
  }
}
