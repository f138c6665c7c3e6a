package io.trixter.netem.nio;

import io.trixter.netem.Fault;
import io.trixter.netem.nio.driver.FaultChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.util.Objects;

/** Wraps faults around asynchronous socket channels. Safe for any thread. */
public final class NetemChannel {
  private NetemChannel() {}

  /**
   * Wraps {@code faults} around {@code channel}, the first nearest the wire. The one that is
   * wrapped is to be used through the result alone.
   *
   * <p>Handlers run on the threads of the channel's group. Over another provider's channel those of
   * operations that a fault changes run on the default group of {@link NetemChannelProvider}. After
   * a future was cancelled no byte of its buffer is touched over our channels; over another
   * provider's what it says of its own goes.
   *
   * @return {@code channel} itself if there are no faults
   */
  public static AsynchronousSocketChannel wrap(AsynchronousSocketChannel channel, Fault... faults) {
    Objects.requireNonNull(channel, "channel");
    for (Fault fault : faults) {
      Objects.requireNonNull(fault, "fault");
    }
    return faults.length == 0
        ? channel
        : FaultChannel.wrap(channel, NetemChannelProvider::defaultReactor, faults);
  }
}
