package io.trixter.netem.nio;

import io.trixter.netem.nio.loop.EventLoop;
import io.trixter.netem.nio.loop.EventLoopGroup;
import io.trixter.netem.nio.loop.LoopServerChannel;
import io.trixter.netem.nio.loop.LoopSocketChannel;
import io.trixter.netem.nio.loop.Pollers;
import io.trixter.netem.nio.loop.Reactor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.AsynchronousChannelGroup;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.IllegalChannelGroupException;
import java.nio.channels.ShutdownChannelGroupException;
import java.nio.channels.spi.AsynchronousChannelProvider;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadFactory;

/**
 * Asynchronous channels on event loops: each loop is one thread and one selector, or a ring of
 * io_uring where an {@link Engine} asks for it, and each channel is pinned to a loop. Unlike the
 * JDK's own channels these support {@link java.net.StandardSocketOptions#SO_LINGER}, and so can
 * send a TCP reset.
 *
 * <p>Handlers run on the group's threads. In a group of a fixed number of threads these are the
 * loops: the fastest way, but a handler that blocks stops every channel of its loop. In a group
 * with an executor, and in the default group, each handler is a task of the executor: one that
 * blocks stops no other channel, but each costs the wake-up of a thread. Use a group of a fixed
 * number of threads where speed matters.
 *
 * <p>After a timeout or a cancellation the direction that it hit refuses further operations with
 * {@link IllegalStateException}, because some of its bytes may have moved unreported; the other
 * direction goes on. No buffer is touched once its operation has ended, or its future was
 * cancelled.
 *
 * <p>{@code -Djava.nio.channels.spi.AsynchronousChannelProvider=} with this class's name makes it
 * the JVM's default. Open channels in a group of a fixed number of threads then, too. Safe for any
 * thread.
 */
public final class NetemChannelProvider extends AsynchronousChannelProvider {
  /** Made by the first that asks, and by the next one if that fails. */
  private static final class Shared {
    private static NetemChannelProvider provider;

    static synchronized NetemChannelProvider get() {
      if (provider == null) {
        provider = new NetemChannelProvider();
      }
      return provider;
    }
  }

  private volatile EngineChoice choice;
  private EventLoopGroup defaultGroup;

  /**
   * A provider on the engine that {@link Engine#configured()} returns, with a default group of its
   * own, started when first needed.
   *
   * @throws IllegalArgumentException if the system property names no engine
   * @throws UnsupportedOperationException if it names one that is impossible here
   */
  public NetemChannelProvider() {
    this(Engine.configured());
  }

  /**
   * A provider on that engine, with a default group of its own, started when first needed.
   *
   * @throws UnsupportedOperationException if it is {@link Engine#IO_URING}, and impossible here;
   *     the message says why
   */
  public NetemChannelProvider(Engine engine) {
    this(EngineChoice.of(engine));
  }

  NetemChannelProvider(EngineChoice choice) {
    this.choice = choice;
  }

  /**
   * Returns the provider that everything in this JVM may share, on the engine that {@link
   * Engine#configured()} returned at the first call.
   *
   * @throws IllegalArgumentException if the system property names no engine
   * @throws UnsupportedOperationException if it names one that is impossible here
   */
  public static NetemChannelProvider shared() {
    return Shared.get();
  }

  /**
   * Returns the engine of the groups that it opens next: {@link Engine#NIO} or {@link
   * Engine#IO_URING}. With {@link Engine#AUTO}, when the rings of a group cannot be opened, that
   * group and all later ones get selectors; earlier groups keep their rings.
   */
  public Engine engine() {
    return choice.engine();
  }

  /** Returns why it is this engine, for a log. */
  public String engineReason() {
    return choice.reason();
  }

  /** Returns what its loops wait on. */
  Pollers pollers() {
    return choice.pollers();
  }

  /**
   * Starts a group of event loops, on which handlers run.
   *
   * @param threads how many loops; at least 1
   * @param factory makes their threads
   * @throws IllegalArgumentException if {@code threads} is below 1
   * @throws IOException if a selector or a ring cannot be opened, or the factory makes no thread
   */
  @Override
  public AsynchronousChannelGroup openAsynchronousChannelGroup(int threads, ThreadFactory factory)
      throws IOException {
    return open(threads, Objects.requireNonNull(factory, "factory"), null);
  }

  private EventLoopGroup open(int threads, ThreadFactory factory, ExecutorService handlers)
      throws IOException {
    EngineChoice chosen = choice;
    try {
      return new EventLoopGroup(this, threads, factory, handlers, chosen.pollers());
    } catch (IOException e) {
      EngineChoice fallback = chosen.fallback(e);
      EventLoopGroup group = openInstead(fallback, threads, factory, handlers, e);
      choice = fallback;
      return group;
    }
  }

  private EventLoopGroup openInstead(
      EngineChoice fallback,
      int threads,
      ThreadFactory factory,
      ExecutorService handlers,
      IOException failure)
      throws IOException {
    try {
      return new EventLoopGroup(this, threads, factory, handlers, fallback.pollers());
    } catch (IOException again) {
      if (again != failure) {
        again.addSuppressed(failure);
      }
      throw again;
    }
  }

  /**
   * Starts a group whose handlers run on {@code executor}, which is the group's from now on: it is
   * shut down when the group has terminated.
   *
   * @param initialSize how many loops the group has, each with a daemon thread of its own; at least
   *     one and at most as many as there are processors, whatever it says
   * @throws IOException if a selector or a ring cannot be opened
   */
  @Override
  public AsynchronousChannelGroup openAsynchronousChannelGroup(
      ExecutorService executor, int initialSize) throws IOException {
    Objects.requireNonNull(executor, "executor");
    int loops = Math.max(1, Math.min(initialSize, Runtime.getRuntime().availableProcessors()));
    return open(loops, DefaultThreads::loop, executor);
  }

  /** Opens a listener, not yet bound, in {@code group}; null is the default group. */
  @Override
  public AsynchronousServerSocketChannel openAsynchronousServerSocketChannel(
      AsynchronousChannelGroup group) throws IOException {
    return LoopServerChannel.open(loopOf(group), null);
  }

  /** Opens a channel, not yet connected, in {@code group}; null is the default group. */
  @Override
  public AsynchronousSocketChannel openAsynchronousSocketChannel(AsynchronousChannelGroup group)
      throws IOException {
    return LoopSocketChannel.open(loopOf(group));
  }

  private EventLoop loopOf(AsynchronousChannelGroup group) throws IOException {
    if (group == null) {
      return defaultGroup().loop();
    }
    if (!(group instanceof EventLoopGroup loops) || loops.provider() != this) {
      throw new IllegalChannelGroupException();
    }
    if (loops.isShutdown()) {
      throw new ShutdownChannelGroupException();
    }
    return loops.loop();
  }

  private synchronized EventLoopGroup defaultGroup() throws IOException {
    if (defaultGroup == null) {
      int processors = Runtime.getRuntime().availableProcessors();
      ExecutorService handlers = DefaultThreads.executor();
      defaultGroup = open(processors, DefaultThreads::loop, handlers);
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
}
