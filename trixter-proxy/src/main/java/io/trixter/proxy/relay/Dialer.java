package io.trixter.proxy.relay;

import io.trixter.netem.nio.loop.EventLoop;
import io.trixter.netem.nio.loop.LoopSocketChannel;
import io.trixter.netem.nio.loop.Timer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.CompletionHandler;
import java.util.ArrayList;
import java.util.List;

/**
 * Connects to the upstream: looks up its name and tries its addresses by the staggered attempts of
 * <a href="https://www.rfc-editor.org/rfc/rfc8305#section-5">RFC 8305</a>. The next address is
 * tried when the latest attempt has failed, or after 250 ms without an answer; the first to answer
 * is the upstream, and the other attempts are closed. One time limit, whose timer this is, holds
 * for the look-up and all attempts together; where it is short, addresses are tried sooner, so that
 * each is tried. While descriptors lack it waits for one, and accepting pauses. An address that
 * leads back to the proxy is not tried. Confined to the relay's loop.
 */
final class Dialer extends Timer implements CompletionHandler<Void, LoopSocketChannel> {
  private static final long STAGGER_NANOS = 250_000_000;
  private static final long RETRY_NANOS = 100_000_000;

  private final RelayContext context;
  private final EventLoop loop;
  private final Relay relay;
  private final Route route;
  private final Resolver.Waiter waiter;
  private final List<LoopSocketChannel> attempts = new ArrayList<>(1); // without an answer so far
  private List<InetSocketAddress> addresses = List.of();
  private int next;
  private LoopSocketChannel latest;
  private Timer nextAttempt; // null until it is needed
  private String lastFailure;
  private String ownAddress; // the refusal of an address that leads back, or null
  private boolean stopped;

  Dialer(RelayContext context, EventLoop loop, Relay relay) {
    this.context = context;
    this.loop = loop;
    this.relay = relay;
    route = relay.route();
    waiter = new Resolver.Waiter(loop::run, this::resolved, this::giveUp);
  }

  void dial() {
    loop.arm(this, context.settings().connectTimeout().toNanos());
    route.resolve(waiter);
  }

  @Override
  protected void fired() {
    giveUp(reason("no answer in " + context.settings().connectTimeout().toMillis() + " ms"));
  }

  /** Ends the relay: nothing else would when the time is up. */
  @Override
  protected void firingFailed(Throwable error) {
    relay.lackedMemory();
  }

  /** The failure that says most. */
  private String reason(String withoutFailure) {
    if (ownAddress != null) {
      return ownAddress;
    }
    return lastFailure == null ? withoutFailure : lastFailure;
  }

  private void resolved(List<InetSocketAddress> found) {
    addresses = found;
    tryNext();
  }

  private void tryNext() {
    boolean tried = false;
    while (!stopped && !tried && next < addresses.size()) {
      if (context.host().descriptors().isLacking()) {
        lastFailure = "too few descriptors";
        tryNextIn(RETRY_NANOS);
        return;
      }
      InetSocketAddress address = addresses.get(next);
      String refusal = Listeners.refusal(context, address);
      if (refusal == null) {
        tried = attempt(address);
      } else {
        ownAddress = refusal;
        next++;
      }
    }
    if (!tried && attempts.isEmpty()) {
      giveUp(reason("no address"));
    }
  }

  /** Tries an address, or waits for a descriptor; false if the address cannot be tried. */
  private boolean attempt(InetSocketAddress address) {
    try {
      latest = LoopSocketChannel.open(loop, address);
    } catch (IOException e) {
      lastFailure = e.getMessage();
      context.host().descriptors().lack(e);
      tryNextIn(RETRY_NANOS);
      return true;
    } catch (UnsupportedOperationException e) { // the JVM has no IPv6
      lastFailure = e.getMessage();
      next++;
      return false;
    }
    next++;
    attempts.add(latest);
    if (next < addresses.size()) {
      long limit = context.settings().connectTimeout().toNanos();
      tryNextIn(Math.min(STAGGER_NANOS, limit / addresses.size()));
    }
    latest.connect(address, latest, this);
    return true;
  }

  private void tryNextIn(long nanos) {
    if (nextAttempt == null) {
      nextAttempt =
          new Timer() {
            @Override
            protected void fired() {
              tryNext();
            }
          };
    }
    loop.arm(nextAttempt, nanos);
  }

  @Override
  public void completed(Void ignored, LoopSocketChannel channel) {
    if (!stopped) {
      attempts.remove(channel);
      stop();
      relay.connected(channel);
    }
  }

  @Override
  public void failed(Throwable thrown, LoopSocketChannel channel) {
    if (stopped) {
      return;
    }
    String message = thrown.getMessage();
    lastFailure = message == null ? thrown.toString() : message;
    attempts.remove(channel);
    channel.close();
    if (channel == latest || attempts.isEmpty()) {
      tryNext();
    }
  }

  private void giveUp(String why) {
    if (!stopped) {
      stop();
      relay.unreachable(route + ": " + why);
    }
  }

  /** Closes the attempts; nothing is heard of them any more. */
  void stop() {
    stopped = true;
    loop.disarm(this);
    if (nextAttempt != null) {
      loop.disarm(nextAttempt);
    }
    route.forget(waiter);
    attempts.forEach(LoopSocketChannel::close);
    attempts.clear();
  }
}
