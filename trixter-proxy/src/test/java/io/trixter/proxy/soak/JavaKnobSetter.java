package io.trixter.proxy.soak;

import io.trixter.proxy.Connection;
import io.trixter.proxy.Proxy;
import io.trixter.proxy.model.Direction;
import io.trixter.proxy.model.Knobs;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;

/** Sets knobs and kills in code. */
final class JavaKnobSetter extends KnobSetter {
  private static final int SET_AT_ONCE = 20;
  private static final int KILL_ONE_IN = 40;
  private static final int KILL_ALL_ONE_IN = 8_000;

  private final Proxy proxy;

  JavaKnobSetter(Ledger ledger, SplittableRandom random, Proxy proxy) {
    super("soak-setter-java", ledger, random, 5);
    this.proxy = proxy;
  }

  @Override
  void act() {
    List<Connection> open = proxy.connections();
    for (int i = 0; i < Math.min(SET_AT_ONCE, open.size()); i++) {
      setOne(open.get(random.nextInt(open.size())));
    }
    if (random.nextInt(KILL_ONE_IN) == 0 && !open.isEmpty()) {
      kill(open.get(random.nextInt(open.size())));
    }
    if (random.nextInt(KILL_ALL_ONE_IN) == 0) {
      ledger.allKilled();
      proxy.shutdownAll("soak: all");
      ledger.allKilled();
    }
  }

  private void setOne(Connection connection) {
    Plan plan = ledger.at(connection.downstream());
    if (plan != null) {
      Direction direction = one(Direction.values());
      Knob knob = knob();
      double value = value(knob, plan, direction == Direction.UPSTREAM);
      set(connection.knobs().of(direction), knob, value);
    }
  }

  private void kill(Connection connection) {
    Plan plan = ledger.at(connection.downstream());
    if (plan != null) {
      plan.killed = true;
      connection.shutdown("soak: in code");
    }
  }

  /** Sets everything off. */
  void off() {
    proxy.set(
        knobs -> {
          for (Knob knob : Knob.values()) {
            set(knobs, knob, 0);
          }
        });
  }

  private static void set(Knobs knobs, Knob knob, double value) {
    switch (knob) {
      case DELAY -> knobs.delay().set(Duration.ofMillis((long) value));
      case JITTER -> knobs.jitter().set(Duration.ofMillis((long) value));
      case THROTTLE -> knobs.throttle().set((long) value);
      case SLICE -> knobs.slice().set((long) value);
      case TERMINATION -> knobs.termination().set(value);
      case CORRUPTION -> knobs.corruption().set(value);
    }
  }
}
