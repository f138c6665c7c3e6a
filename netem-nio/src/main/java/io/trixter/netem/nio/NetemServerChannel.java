package io.trixter.netem.nio;

import io.trixter.netem.Fault;
import io.trixter.netem.FaultLog;
import io.trixter.netem.Link;
import io.trixter.netem.Netem;
import io.trixter.netem.nio.driver.FaultServerChannel;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/**
 * Wraps what asynchronous server channels accept in faults, so that a server under test needs one
 * changed line. Safe for any thread.
 *
 * <p>Everything but what is accepted is the server channel's own: its provider, its options, its
 * exceptions, the threads on which it calls handlers. What {@link NetemChannel#wrap} says of a
 * channel goes for those that are accepted. The faults of a handler's connection are asked for
 * before the handler is called, those of a {@link java.util.concurrent.Future}'s by the first
 * {@code get} that has it.
 *
 * <p>A connection that a fault refuses is reset, and the next one is accepted in its place.
 *
 * <p>If the faults of a connection cannot be made, the connection is closed and its accept fails
 * with what was thrown; the server channel stays open.
 */
public final class NetemServerChannel {
  private NetemServerChannel() {}

  /**
   * Wraps each channel that {@code server} accepts in faults of its own: {@code faults} is asked
   * once for each. The seed is that of the run, {@code -Dnetem.seed=N} where given.
   */
  public static AsynchronousServerSocketChannel wrap(
      AsynchronousServerSocketChannel server, Function<Link, List<Fault>> faults) {
    return wrap(server, Netem.seed(), faults);
  }

  /**
   * Like {@link #wrap(AsynchronousServerSocketChannel, Function)}, with a seed of its own.
   *
   * @param seed of the draws, all 64 bits
   */
  public static AsynchronousServerSocketChannel wrap(
      AsynchronousServerSocketChannel server, long seed, Function<Link, List<Fault>> faults) {
    return FaultServerChannel.wrap(
        Objects.requireNonNull(server, "server"),
        seed,
        logged(Objects.requireNonNull(faults, "faults")),
        NetemChannelProvider::defaultReactor);
  }

  private static Function<Link, List<Fault>> logged(Function<Link, List<Fault>> faults) {
    FaultLog log = FaultLog.ofRun();
    return log == null ? faults : log.faults(faults);
  }

  /**
   * Wraps what {@code server} accepts in {@code faults}, the first nearest the wire; all channels
   * share one token bucket and one kill switch.
   *
   * @return {@code server} itself if there are no faults
   */
  public static AsynchronousServerSocketChannel wrap(
      AsynchronousServerSocketChannel server, Fault... faults) {
    Objects.requireNonNull(server, "server");
    Fault[] shared = faults.clone();
    for (Fault fault : shared) {
      Objects.requireNonNull(fault, "fault");
    }
    if (shared.length == 0) {
      return server;
    }
    return new FaultServerChannel(server, accepted -> NetemChannel.wrap(accepted, shared));
  }
}
