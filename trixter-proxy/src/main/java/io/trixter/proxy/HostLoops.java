package io.trixter.proxy;

import io.trixter.netem.nio.NetemChannelProvider;
import io.trixter.netem.nio.loop.EventLoopGroup;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts the event loops of a host. */
final class HostLoops {
  private static final Logger LOG = LoggerFactory.getLogger(HostLoops.class);

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
    EventLoopGroup loops =
        (EventLoopGroup)
            provider.openAsynchronousChannelGroup(
                config.threads(),
                task -> daemon(task, "trixter-loop-" + started.getAndIncrement()));
    if (config.logged()) {
      LOG.debug("engine {} ({})", provider.engine(), provider.engineReason());
    }
    return loops;
  }

  private static Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }
}
