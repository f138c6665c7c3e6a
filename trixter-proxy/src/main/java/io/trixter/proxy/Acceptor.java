package io.trixter.proxy;

import static io.trixter.proxy.Log.LOG;

import io.trixter.netem.nio.loop.EventLoop;
import io.trixter.netem.nio.loop.LoopServerChannel;
import io.trixter.netem.nio.loop.LoopSocketChannel;
import io.trixter.netem.nio.loop.Timer;
import io.trixter.proxy.model.EndCause;
import io.trixter.proxy.model.HostPort;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.CompletionHandler;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Listens and accepts. When descriptors or memory run out it pauses, tries again ten times a
 * second, and says so once every ten seconds at most. Confined to its loop, except where a method
 * says otherwise.
 */
final class Acceptor implements CompletionHandler<AsynchronousSocketChannel, Void> {
  private static final int BACKLOG = 4096;
  private static final long RETRY_NANOS = 100_000_000;
  private static final long LOG_EVERY_NANOS = 10_000_000_000L;

  private final ProxyCore core;
  private final AtomicLong ordinals;
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
  private boolean accepting;
  private boolean paused;
  private boolean told;
  private long toldAt;

  private Acceptor(ProxyCore core, AtomicLong ordinals, LoopServerChannel server)
      throws IOException {
    this.core = core;
    this.ordinals = ordinals;
    this.server = server;
    address = (InetSocketAddress) server.getLocalAddress();
    loop = server.loop();
  }

  /**
   * Binds {@code address} on {@code loop} and starts accepting. An IPv4 address takes IPv4 alone.
   * Any thread.
   */
  static Acceptor start(
      ProxyCore core, AtomicLong ordinals, EventLoop loop, InetSocketAddress address)
      throws IOException {
    Acceptor acceptor = bind(core, ordinals, loop, address);
    acceptor.launch();
    return acceptor;
  }

  /** Binds, as {@code start} does, but lets clients wait until {@link #launch()}. Any thread. */
  static Acceptor bind(
      ProxyCore core, AtomicLong ordinals, EventLoop loop, InetSocketAddress address)
      throws IOException {
    LoopServerChannel server = open(loop, address);
    Acceptor acceptor = null;
    try {
      server.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      server.bind(address, BACKLOG);
      acceptor = new Acceptor(core, ordinals, server);
      Listeners.add(acceptor);
      core.accepting(acceptor);
      return acceptor;
    } catch (IOException | RuntimeException e) {
      unbind(server, acceptor);
      throw cannotListen(address, e);
    } catch (Error e) {
      unbind(server, acceptor);
      throw e;
    }
  }

  private static void unbind(LoopServerChannel server, Acceptor acceptor) throws IOException {
    if (acceptor != null) {
      Listeners.remove(acceptor);
    }
    server.close();
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
    return new IOException(
        "cannot listen on " + HostPort.text(address) + ": " + why.getMessage(), why);
  }

  /** Starts accepting; to be called once. Any thread. */
  void launch() {
    loop.run(this::accept);
  }

  /** Where it listens, with the port really bound. Any thread. */
  InetSocketAddress address() {
    return address;
  }

  /** Whose connections it accepts. Any thread. */
  ProxyCore core() {
    return core;
  }

  /** Whether it listens. Any thread. */
  boolean isOpen() {
    return server.isOpen();
  }

  private void resume() {
    if (core.regainDescriptors()) {
      paused = false;
      accept();
    } else {
      loop.arm(resumption, RETRY_NANOS);
    }
  }

  private void accept() {
    if (server.isOpen() && !paused && !accepting && !core.isLacking()) {
      accepting = true;
      server.accept(null, this);
    }
  }

  @Override
  public void completed(AsynchronousSocketChannel accepted, Void ignored) {
    accepting = false;
    LoopSocketChannel client = (LoopSocketChannel) accepted;
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
    Relay relay = new Relay(core, client, ordinals.getAndIncrement());
    core.accepted(relay);
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
      core.descriptorsLack(thrown);
    }
  }

  private void pauseForMemory(Throwable why) {
    try {
      pauseInLoop(why);
    } catch (OutOfMemoryError e) {
      accept(); // unless it is paused: not even a timer can be had
    }
  }

  /** Stops accepting for a while. Any thread. */
  void pause(Throwable why) {
    loop.run(() -> pauseInLoop(why));
  }

  private void pauseInLoop(Throwable why) {
    loop.arm(resumption, RETRY_NANOS); // first: it may lack memory
    paused = true;
    if (!told || loop.now() - toldAt >= LOG_EVERY_NANOS) {
      told = true;
      toldAt = loop.now();
      LOG.warn("accepting paused: {}; trying again", why.getMessage());
    }
  }

  /** Stops listening; the port refuses on return. Any thread but a loop's. */
  void close() throws IOException {
    Listeners.remove(this);
    server.close();
    loop.run(() -> loop.disarm(resumption));
  }
}
