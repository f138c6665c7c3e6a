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
   * <p>Handlers run on the threads of the channel's group, whoever's it is. Only over another
   * provider's channel, while a read and a write are pending in the channel itself, an operation
   * that a fault or a {@link DelayLine} ends has its handler called in the default group. After a
   * future was cancelled no byte of its buffer is touched over our channels; over another
   * provider's what it says of its own goes.
   *
   * @return {@code channel} itself if there are no faults
   */
  public static AsynchronousSocketChannel wrap(AsynchronousSocketChannel channel, Fault... faults) {
    AsynchronousSocketChannel wrapped = Objects.requireNonNull(channel, "channel");
    for (Fault fault : faults) {
      Objects.requireNonNull(fault, "fault");
      wrapped = FaultChannel.wrap(wrapped, fault, NetemChannelProvider::defaultReactor);
    }
    return wrapped;
  }
}
