package io.trixter.netem.nio.conformance;

import static java.time.Duration.ZERO;

import io.trixter.netem.Corrupter;
import io.trixter.netem.DelayLine;
import io.trixter.netem.DelayedReader;
import io.trixter.netem.DelayedWriter;
import io.trixter.netem.Injector;
import io.trixter.netem.Shutdowner;
import io.trixter.netem.SlicedWriter;
import io.trixter.netem.Terminator;
import io.trixter.netem.ThrottledReader;
import io.trixter.netem.ThrottledWriter;
import io.trixter.netem.nio.NetemChannel;
import io.trixter.netem.nio.NetemChannelProvider;
import java.io.IOException;
import java.nio.channels.AsynchronousChannelGroup;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.spi.AsynchronousChannelProvider;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;

/**
 * Whose channels, in which kind of group, the contract is tested on. The JDK's own come first: they
 * show that a test asks for what is documented.
 */
enum SetUp {
  JDK(AsynchronousChannelProvider.provider(), false, false),
  JDK_ON_AN_EXECUTOR(JDK.provider, true, false),
  JDK_UNDER_FAULTS(JDK.provider, false, true),
  NETEM(new NetemChannelProvider(), false, false),
  NETEM_ON_AN_EXECUTOR(NETEM.provider, true, false),
  NETEM_UNDER_FAULTS(NETEM.provider, false, true);

  private final AsynchronousChannelProvider provider;
  private final boolean onExecutor;
  private final boolean faulty;

  SetUp(AsynchronousChannelProvider provider, boolean onExecutor, boolean faulty) {
    this.provider = provider;
    this.onExecutor = onExecutor;
    this.faulty = faulty;
  }

  AsynchronousChannelProvider provider() {
    return provider;
  }

  /** A group of this set-up's kind. */
  AsynchronousChannelGroup openGroup(int threads, ThreadFactory factory) throws IOException {
    return onExecutor
        ? provider.openAsynchronousChannelGroup(Executors.newCachedThreadPool(factory), threads)
        : provider.openAsynchronousChannelGroup(threads, factory);
  }

  AsynchronousSocketChannel open(AsynchronousChannelGroup group) throws IOException {
    return dress(provider.openAsynchronousSocketChannel(group));
  }

  /** Puts every fault around {@code channel}, off, if this set-up has faults. */
  AsynchronousSocketChannel dress(AsynchronousSocketChannel channel) {
    if (!faulty) {
      return channel;
    }
    AsynchronousSocketChannel wrapped =
        NetemChannel.wrap(
            channel,
            new DelayLine(ZERO),
            new DelayedReader(ZERO),
            new DelayedWriter(ZERO),
            new ThrottledReader(0),
            new ThrottledWriter(0),
            new SlicedWriter(0),
            new Corrupter(0.0),
            new Injector(),
            new Terminator(0.0),
            new Shutdowner());
    return NetemChannel.wrap(wrapped, new DelayLine(ZERO));
  }

  /** Another provider, whose groups this set-up's has to refuse. */
  AsynchronousChannelProvider stranger() {
    return new NetemChannelProvider();
  }
}
