package io.trixter.proxy.relay;

import io.trixter.netem.nio.NetemChannelProvider;
import io.trixter.netem.nio.loop.EventLoop;
import io.trixter.netem.nio.loop.EventLoopGroup;
import io.trixter.proxy.model.ConnectionKnobs;
import io.trixter.proxy.model.EndCause;
import io.trixter.proxy.model.HostPort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/** What relays need, without a proxy, and on one event loop. */
final class Ground implements AutoCloseable, RelayListener {
  final EventLoopGroup group;
  final EventLoop loop;
  final AtomicLong ordinals = new AtomicLong();
  final Queue<String> endings = new ConcurrentLinkedQueue<>();
  final RelayContext context;
  private final HostResources host;

  Ground(HostPort upstream, Lookup lookup) throws IOException {
    group =
        (EventLoopGroup)
            NetemChannelProvider.shared()
                .openAsynchronousChannelGroup(1, task -> new Thread(task, "trixter-loop-alone"));
    loop = group.nextLoop();
    host = new HostResources(group, 1 << 20, lookup);
    context =
        new RelayContext(
            new RelaySettings("ground", 42, Duration.ofSeconds(10), Duration.ZERO, 1 << 20),
            host,
            new Route(upstream.toString(), host),
            new ConnectionKnobs(),
            ordinals,
            this);
  }

  Ground(HostPort upstream) throws IOException {
    this(upstream, InetAddress::getAllByName);
  }

  Acceptor listen() throws IOException {
    Acceptor acceptor =
        Acceptor.bind(context, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    acceptor.launch();
    return acceptor;
  }

  void endAll() {
    context.relays().visit(relay -> relay.end(EndCause.PROXY_DOWN, null, false));
  }

  @Override
  public void opened(Relay relay) {
    // it is among the context's relays
  }

  @Override
  public void ended(Relay relay, EndCause cause, String detail) {
    endings.add(cause.text() + ": " + detail);
  }

  @Override
  public void close() throws IOException {
    endAll();
    group.shutdownNow();
    host.close();
  }
}
