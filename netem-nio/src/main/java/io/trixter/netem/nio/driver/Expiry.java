package io.trixter.netem.nio.driver;

import io.trixter.netem.kernel.KillSwitch;
import io.trixter.netem.kernel.Rule;
import io.trixter.netem.nio.loop.Timer;
import java.util.List;

/** Keeps the time of a channel's kill switches that trigger after one. Reactor's thread. */
final class Expiry extends Timer {
  private final FaultChannel channel;

  Expiry(FaultChannel channel) {
    this.channel = channel;
  }

  /** Triggers those whose time is over, and returns how long until that of the next one is. */
  static long expire(List<KillSwitch> killSwitches, long now) {
    long nanos = Rule.NEVER;
    for (KillSwitch killSwitch : killSwitches) {
      nanos = Math.min(nanos, killSwitch.expire(now));
    }
    return nanos;
  }

  void schedule() {
    long nanos = expire(channel.killSwitches(), channel.reactor().now());
    if (nanos != Rule.NEVER && channel.isOpen()) {
      channel.reactor().arm(this, nanos);
    } else {
      stop();
    }
  }

  @Override
  protected void fired() {
    schedule();
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
