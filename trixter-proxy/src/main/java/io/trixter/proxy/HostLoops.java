package io.trixter.proxy;

import io.trixter.netem.nio.NetemChannelProvider;
import io.trixter.netem.nio.loop.EventLoopGroup;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;

/** Starts the event loops of a host. */
final class HostLoops {
  private HostLoops() {}

  /**
   * Starts them.
   *
   * @throws IOException if a selector or a ring cannot be opened
   * @throws UnsupportedOperationException if the engine is impossible here; the message says why
   */
  static EventLoopGroup start(HostConfig config) throws IOException {
    NetemChannelProvider provider = new NetemChannelProvider(config.engine());
    AtomicInteger started = new AtomicInteger();
    return (EventLoopGroup)
        provider.openAsynchronousChannelGroup(
            config.threads(), task -> daemon(task, "trixter-loop-" + started.getAndIncrement()));
  }

  private static Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }
}
