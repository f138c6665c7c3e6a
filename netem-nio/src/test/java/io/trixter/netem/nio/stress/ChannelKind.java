package io.trixter.netem.nio.stress;

import io.trixter.netem.nio.NetemChannelProvider;
import java.io.IOException;
import java.nio.channels.AsynchronousChannelGroup;
import java.nio.channels.spi.AsynchronousChannelProvider;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;

/** The kinds of channels under stress, their group, and what they promise. */
enum ChannelKind {
  LOOPS(true, false, true),
  EXECUTOR(true, false, true),
  FAULTS_OVER_LOOPS(true, true, false),
  FAULTS_OVER_EXECUTOR(true, true, false),
  FAULTS_OVER_JDK(false, true, false);

  private static final int THREADS = 3;

  private final boolean ours;
  private final boolean faulty;
  private final boolean cancelFreezesBuffers;

  ChannelKind(boolean ours, boolean faulty, boolean cancelFreezesBuffers) {
    this.ours = ours;
    this.faulty = faulty;
    this.cancelFreezesBuffers = cancelFreezesBuffers;
  }

  /** Whether faults are wrapped around the channels. */
  boolean isFaulty() {
    return faulty;
  }

  /** Whether a buffer is the caller's again as soon as {@code Future.cancel} returned. */
  boolean cancelFreezesBuffers() {
    return cancelFreezesBuffers;
  }

  /**
   * Whether an operation that has ended takes its timeout with it. The JDK's timer, when it comes
   * just then, fails the next operation of that direction.
   */
  boolean timersEndInTime() {
    return ours;
  }

  AsynchronousChannelProvider provider() {
    return ours ? NetemChannelProvider.shared() : AsynchronousChannelProvider.provider();
  }

  AsynchronousChannelGroup openGroup(ThreadFactory factory) throws IOException {
    if (this == EXECUTOR || this == FAULTS_OVER_EXECUTOR) {
      return provider().openAsynchronousChannelGroup(Executors.newCachedThreadPool(factory), 0);
    }
    return provider().openAsynchronousChannelGroup(THREADS, factory);
  }

  /**
   * Whether handlers may run on {@code thread}: the group's, or the default group's, which carries
   * out what a fault changes over a foreign channel.
   */
  boolean mayRunHandlers(Thread thread, ThreadGroup group) {
    return thread.getThreadGroup() == group || (!ours && thread.getName().equals("netem-handler"));
  }
}
