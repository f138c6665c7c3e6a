package io.trixter.netem.nio;

import io.trixter.netem.Fault;
import io.trixter.netem.nio.driver.FaultChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.util.Objects;

/**
 * Wraps faults around asynchronous socket channels. A list of faults is one channel.
 *
 * <pre>{@code
 * var throttle = new ThrottledWriter(32 * 1024);
 * AsynchronousSocketChannel slow = NetemChannel.wrap(channel, new DelayLine(ofMillis(50)), throttle);
 * throttle.set(0); // off, while traffic flows
 * }</pre>
 *
 * <p>Safe for any thread.
 */
public final class NetemChannel {
  private NetemChannel() {}

  /**
   * Wraps {@code faults} around {@code channel}, the first nearest the wire. Use {@code channel}
   * only through the result.
   *
   * <p>Handlers run on the threads of the channel's group. Over another provider's channel those of
   * operations that a fault changes run on the default group of {@link NetemChannelProvider}. After
   * a future was cancelled no byte of its buffer is touched over our channels; over another
   * provider's, that provider's promise holds.
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
