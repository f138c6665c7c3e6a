package io.trixter.netem.nio.driver;

import io.trixter.netem.kernel.KillSwitch;
import io.trixter.netem.kernel.Rule;
import io.trixter.netem.nio.loop.Timer;
import java.util.List;

/** Keeps the time of a channel's kill switches, where they trigger by themselves after one. */
final class Expiry extends Timer {
  private final FaultChannel channel;
  private volatile List<KillSwitch> kept; // null while none has had a time

  Expiry(FaultChannel channel) {
    this.channel = channel;
  }

  /**
   * Keeps the time of {@code killSwitches}, and of no others, from now on. Any thread; what else is
   * here is the reactor's.
   */
  void keep(List<KillSwitch> killSwitches) {
    if (kept != null || expire(killSwitches) != Rule.NEVER) {
      channel.reactor().execute(() -> schedule(killSwitches));
    }
  }

  private void schedule(List<KillSwitch> killSwitches) {
    kept = killSwitches;
    fired();
  }

  /** Triggers those whose time is over, and returns how long until that of the next one is. */
  private long expire(List<KillSwitch> killSwitches) {
    long nanos = Rule.NEVER;
    for (KillSwitch killSwitch : killSwitches) {
      nanos = Math.min(nanos, killSwitch.expire(channel.reactor().now()));
    }
    return nanos;
  }

  @Override
  protected void fired() {
    long nanos = expire(kept);
    if (nanos != Rule.NEVER && channel.isOpen()) {
      channel.reactor().arm(this, nanos);
    } else {
      stop();
    }
  }

  /** What is due would never come. */
  @Override
  protected void firingFailed(Throwable error) {
    channel.reset();
  }

  void stop() {
    channel.reactor().disarm(this);
  }
}
