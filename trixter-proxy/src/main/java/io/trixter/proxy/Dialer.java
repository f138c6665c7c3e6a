package io.trixter.proxy;

import io.trixter.netem.nio.loop.EventLoop;
import io.trixter.netem.nio.loop.LoopSocketChannel;
import io.trixter.netem.nio.loop.Timer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.CompletionHandler;
import java.util.List;

/**
 * Connects to the upstream: looks its name up, tries its addresses in turn, and gives up when the
 * time is over, being its own timer of that. While descriptors lack it waits for one, and accepting
 * pauses. Confined to the relay's loop.
 */
final class Dialer extends Timer implements CompletionHandler<Void, LoopSocketChannel> {
  private static final long RETRY_NANOS = 100_000_000;

  private final ProxyCore core;
  private final EventLoop loop;
  private final Relay relay;
  private final Resolver.Waiter waiter;
  private Timer retry; // made when a descriptor was not to be had
  private List<InetSocketAddress> addresses = List.of();
  private int next;
  private LoopSocketChannel dialing;
  private String lastFailure;
  private boolean stopped;

  Dialer(ProxyCore core, EventLoop loop, Relay relay) {
    this.core = core;
    this.loop = loop;
    this.relay = relay;
    waiter = new Resolver.Waiter(loop::run, this::resolved, this::giveUp);
  }

  void dial() {
    loop.arm(this, core.config().connectTimeout().toNanos());
    core.resolver().resolve(waiter);
  }

  @Override
  protected void fired() {
    long millis = core.config().connectTimeout().toMillis();
    giveUp(lastFailure == null ? "no answer in " + millis + " ms" : lastFailure);
  }

  private void resolved(List<InetSocketAddress> found) {
    addresses = found;
    tryNext();
  }

  private void tryNext() {
    if (stopped) {
      return;
    }
    if (core.isLacking()) {
      lastFailure = "too few descriptors";
      tryLater();
      return;
    }
    if (next == addresses.size()) {
      giveUp(lastFailure);
      return;
    }
    InetSocketAddress address = addresses.get(next);
    try {
      dialing = LoopSocketChannel.open(loop, address);
    } catch (IOException e) {
      lastFailure = e.getMessage();
      core.descriptorsLack(e);
      tryLater();
      return;
    }
    next++;
    dialing.connect(address, dialing, this);
  }

  private void tryLater() {
    if (retry == null) {
      retry =
          new Timer() {
            @Override
            protected void fired() {
              tryNext();
            }
          };
    }
    loop.arm(retry, RETRY_NANOS);
  }

  @Override
  public void completed(Void ignored, LoopSocketChannel channel) {
    if (!stopped) {
      dialing = null;
      stop();
      relay.connected(channel);
    }
  }

  @Override
  public void failed(Throwable thrown, LoopSocketChannel channel) {
    if (!stopped) {
      lastFailure = thrown.getMessage();
      channel.close();
      tryNext();
    }
  }

  private void giveUp(String why) {
    if (!stopped) {
      stop();
      relay.unreachable(core.config().upstream() + ": " + why);
    }
  }

  /** Forgets the attempt; nothing is heard of it any more. */
  void stop() {
    stopped = true;
    loop.disarm(this);
    core.resolver().forget(waiter);
    if (retry != null) {
      loop.disarm(retry);
    }
    if (dialing != null) {
      dialing.close();
      dialing = null;
    }
  }
}
