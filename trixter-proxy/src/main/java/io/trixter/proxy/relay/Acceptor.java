package io.trixter.proxy.relay;

import io.trixter.netem.nio.loop.EventLoop;
import io.trixter.netem.nio.loop.LoopServerChannel;
import io.trixter.netem.nio.loop.LoopSocketChannel;
import io.trixter.netem.nio.loop.Timer;
import io.trixter.proxy.model.EndCause;
import io.trixter.proxy.model.HostPort;
import io.trixter.proxy.model.ListenException;
import java.io.IOException;
import java.net.BindException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.CompletionHandler;
import java.nio.channels.ServerSocketChannel;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Listens and accepts. When descriptors or memory run out it pauses, and tries again ten times a
 * second. Confined to its loop, except where a method says otherwise.
 */
public final class Acceptor implements CompletionHandler<AsynchronousSocketChannel, Void> {
  private static final int BACKLOG = 4096;
  private static final long RETRY_NANOS = 100_000_000;

  private final RelayContext context;
  private final Descriptors descriptors;
  private final LoopServerChannel server;
  private final EventLoop loop;
  private final InetSocketAddress address;
  private final Timer resumption =
      new Timer() {
        @Override
        protected void fired() {
          resume();
        }

        @Override
        protected void firingFailed(Throwable error) {
          loop.arm(this, RETRY_NANOS); // in the room that it has just left
        }
      };
  private boolean launched;
  private LoopSocketChannel held; // accepted since hold(), or null
  private boolean accepting;
  private boolean paused;

  private Acceptor(RelayContext context, LoopServerChannel server) throws IOException {
    this.context = context;
    this.server = server;
    descriptors = context.host().descriptors();
    address = (InetSocketAddress) server.getLocalAddress();
    loop = server.loop();
  }

  /**
   * Binds {@code address} on the next event loop, but lets clients wait until {@link #launch()}. An
   * IPv4 address takes IPv4 alone. Any thread.
   *
   * @throws ListenException if it cannot be bound
   */
  public static Acceptor bind(RelayContext context, InetSocketAddress address) throws IOException {
    LoopServerChannel server = open(context.host().group().nextLoop(), address);
    Acceptor acceptor = null;
    try {
      server.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      server.bind(address, BACKLOG);
      acceptor = new Acceptor(context, server);
      Listeners.add(acceptor);
      acceptor.descriptors.add(acceptor);
      return acceptor;
    } catch (IOException | RuntimeException e) {
      unbind(server, acceptor);
      throw cannotListen(address, e);
    } catch (Error e) {
      unbind(server, acceptor);
      throw e;
    }
  }

  /**
   * Returns whether {@code address}, of this one's port, could be bound if this one were closed;
   * true where the system cannot say. The port accepts and refuses as before meanwhile. Any thread.
   */
  public boolean standsAloneInTheWayOf(InetSocketAddress address) {
    boolean ipv4 = address.getAddress() instanceof Inet4Address;
    try (ServerSocketChannel probe =
        ipv4 ? ServerSocketChannel.open(StandardProtocolFamily.INET) : ServerSocketChannel.open()) {
      probe.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      probe.setOption(StandardSocketOptions.SO_REUSEPORT, true);
      server.setOption(StandardSocketOptions.SO_REUSEPORT, true);
      try {
        probe.bind(address);
        return true;
      } finally {
        server.setOption(StandardSocketOptions.SO_REUSEPORT, false);
      }
    } catch (BindException e) {
      return false;
    } catch (IOException | UnsupportedOperationException unknown) {
      return true;
    }
  }

  private static void unbind(LoopServerChannel server, Acceptor acceptor) throws IOException {
    if (acceptor != null) {
      acceptor.forget();
    }
    server.close();
  }

  /**
   * Takes it off the lists of this process, which {@link #close()} does too. For one that cannot be
   * closed because its loop is stuck. Any thread.
   */
  public void forget() {
    Listeners.remove(this);
    descriptors.remove(this);
  }

  private static LoopServerChannel open(EventLoop loop, InetSocketAddress address)
      throws IOException {
    boolean ipv4 = address.getAddress() instanceof Inet4Address;
    try {
      return LoopServerChannel.open(loop, ipv4 ? StandardProtocolFamily.INET : null);
    } catch (IOException e) {
      throw cannotListen(address, e);
    }
  }

  private static IOException cannotListen(InetSocketAddress address, Exception why) {
    return ListenException.refused(HostPort.text(address), AddressInUse.isMeantBy(why), why);
  }

  /** Starts accepting, for the first time or after {@link #hold()}. Any thread. */
  public void launch() {
    loop.run(this::launchInLoop);
  }

  private void launchInLoop() {
    launched = true;
    LoopSocketChannel waiting = held;
    held = null;
    if (waiting == null) {
      accept();
    } else {
      take(waiting);
    }
  }

  /**
   * Lets clients wait until {@link #launch()}; the port does not refuse meanwhile. On return all
   * that it has accepted are registered, unless its loop is stuck for a second. Any thread but a
   * loop's.
   */
  public void hold() {
    CountDownLatch done = new CountDownLatch(1);
    loop.run(
        () -> {
          launched = false;
          done.countDown();
        });
    try {
      done.await(1, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Where it listens, with the port really bound. Any thread. */
  public InetSocketAddress address() {
    return address;
  }

  /** Whose connections it accepts. Any thread. */
  RelayContext context() {
    return context;
  }

  /** Whether it listens. Any thread. */
  public boolean isOpen() {
    return server.isOpen();
  }

  private void resume() {
    if (descriptors.regain()) {
      paused = false;
      accept();
    } else {
      loop.arm(resumption, RETRY_NANOS);
    }
  }

  private void accept() {
    if (launched && server.isOpen() && !paused && !accepting && !descriptors.isLacking()) {
      accepting = true;
      server.accept(null, this);
    }
  }

  @Override
  public void completed(AsynchronousSocketChannel accepted, Void ignored) {
    accepting = false;
    LoopSocketChannel client = (LoopSocketChannel) accepted;
    if (launched) {
      take(client);
    } else {
      held = client;
    }
  }

  private void take(LoopSocketChannel client) {
    if (!server.isOpen()) {
      client.reset(); // the listener was being closed
      return;
    }
    try {
      relay(client);
    } catch (OutOfMemoryError e) {
      client.reset();
      pauseForMemory(e);
      return;
    }
    accept();
  }

  private void relay(LoopSocketChannel client) {
    Relay relay = new Relay(context, client, context.nextOrdinal());
    context.accepted(relay);
    try {
      relay.launch();
    } catch (OutOfMemoryError e) {
      relay.endSoon(EndCause.ERROR, "proxy: out of memory");
      throw e;
    }
  }

  @Override
  public void failed(Throwable thrown, Void ignored) {
    accepting = false;
    if (thrown instanceof OutOfMemoryError || thrown.getCause() instanceof OutOfMemoryError) {
      pauseForMemory(thrown);
    } else if (!(thrown instanceof ClosedChannelException)) {
      descriptors.lack(thrown);
    }
  }

  private void pauseForMemory(Throwable why) {
    try {
      pauseInLoop();
      descriptors.warn(why);
    } catch (OutOfMemoryError e) {
      accept(); // unless it is paused: not even a timer can be had
    }
  }

  /** Stops accepting for a while. Any thread. */
  void pause() {
    loop.run(this::pauseInLoop);
  }

  private void pauseInLoop() {
    loop.arm(resumption, RETRY_NANOS); // first: it may lack memory
    paused = true;
  }

  /** Stops listening; the port refuses on return. Any thread but a loop's. */
  public void close() throws IOException {
    forget();
    server.close();
    loop.run(this::closed);
  }

  private void closed() {
    loop.disarm(resumption);
    LoopSocketChannel waiting = held;
    held = null;
    if (waiting != null) {
      waiting.reset();
    }
  }
}
