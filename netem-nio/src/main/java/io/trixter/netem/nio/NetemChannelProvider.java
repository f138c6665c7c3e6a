package io.trixter.netem.nio;

import io.trixter.netem.nio.loop.EventLoopGroup;
import io.trixter.netem.nio.loop.LoopServerChannel;
import io.trixter.netem.nio.loop.LoopSocketChannel;
import io.trixter.netem.nio.loop.Reactor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.AsynchronousChannelGroup;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.IllegalChannelGroupException;
import java.nio.channels.ShutdownChannelGroupException;
import java.nio.channels.spi.AsynchronousChannelProvider;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadFactory;

/**
 * Asynchronous channels on event loops: each loop is one thread and one selector, each channel is
 * pinned to a loop, and handlers run on that loop's thread. Unlike the JDK's own channels these
 * support {@link java.net.StandardSocketOptions#SO_LINGER}, and so can send a TCP reset.
 *
 * <p>A handler that blocks stops every channel of its loop. Safe for any thread.
 */
public final class NetemChannelProvider extends AsynchronousChannelProvider {
  private static final class Shared {
    static final NetemChannelProvider PROVIDER = new NetemChannelProvider();
  }

  private EventLoopGroup defaultGroup;

  /** A provider with a default group of its own, started when first needed. */
  public NetemChannelProvider() {}

  /** The provider that everything in this JVM may share. */
  public static NetemChannelProvider shared() {
    return Shared.PROVIDER;
  }

  /**
   * Starts a group of event loops.
   *
   * @param threads how many loops; at least 1
   * @param factory makes their threads
   */
  @Override
  public AsynchronousChannelGroup openAsynchronousChannelGroup(int threads, ThreadFactory factory)
      throws IOException {
    return new EventLoopGroup(this, threads, factory);
  }

  /**
   * Not supported: the loops need threads of their own.
   *
   * @throws UnsupportedOperationException always
   */
  @Override
  public AsynchronousChannelGroup openAsynchronousChannelGroup(
      ExecutorService executor, int initialSize) {
    throw new UnsupportedOperationException("use a group with a thread factory");
  }

  /** Opens a listener, not yet bound, in {@code group}; null is the default group. */
  @Override
  public AsynchronousServerSocketChannel openAsynchronousServerSocketChannel(
      AsynchronousChannelGroup group) throws IOException {
    return LoopServerChannel.open(checked(group).loop(), null);
  }

  /** Opens a channel, not yet connected, in {@code group}; null is the default group. */
  @Override
  public AsynchronousSocketChannel openAsynchronousSocketChannel(AsynchronousChannelGroup group)
      throws IOException {
    return LoopSocketChannel.open(checked(group).loop());
  }

  private EventLoopGroup checked(AsynchronousChannelGroup group) throws IOException {
    if (group == null) {
      return defaultGroup();
    }
    if (!(group instanceof EventLoopGroup loops)) {
      throw new IllegalChannelGroupException();
    }
    if (loops.isShutdown()) {
      throw new ShutdownChannelGroupException();
    }
    return loops;
  }

  /** The group of channels that name none: daemon threads, as many as there are processors. */
  synchronized EventLoopGroup defaultGroup() throws IOException {
    if (defaultGroup == null) {
      int processors = Runtime.getRuntime().availableProcessors();
      defaultGroup = new EventLoopGroup(this, processors, NetemChannelProvider::daemon);
    }
    return defaultGroup;
  }

  /** A loop of the shared provider's default group. */
  static Reactor defaultReactor() {
    try {
      return shared().defaultGroup().loop();
    } catch (IOException e) {
      throw new UncheckedIOException("no event loop to be had", e);
    }
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "netem-loop");
    thread.setDaemon(true);
    return thread;
  }
}
