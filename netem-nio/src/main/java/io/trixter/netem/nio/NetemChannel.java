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
   * <p>Over a channel of {@link NetemChannelProvider} handlers run on its loop; over another
   * provider's, an operation that a fault changes ends on a loop of the default group.
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
