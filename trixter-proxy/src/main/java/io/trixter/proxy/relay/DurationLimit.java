package io.trixter.proxy.relay;

import io.trixter.netem.nio.loop.Timer;
import io.trixter.proxy.model.EndCause;

/** Ends a connection that has reached the greatest age that is allowed. Its loop. */
final class DurationLimit extends Timer {
  private final Relay relay;

  DurationLimit(Relay relay) {
    this.relay = relay;
  }

  @Override
  protected void fired() {
    relay.end(EndCause.DURATION_LIMIT, null, false);
  }
}
