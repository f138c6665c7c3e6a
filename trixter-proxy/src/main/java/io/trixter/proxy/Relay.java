package io.trixter.proxy;

import io.trixter.netem.TerminatedException;
import io.trixter.netem.nio.loop.EventLoop;
import io.trixter.netem.nio.loop.LoopSocketChannel;
import io.trixter.netem.nio.loop.Timer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The life of one accepted connection: connects upstream, pumps both ways, and ends once, for one
 * cause. Confined to its loop, except where a method says otherwise.
 */
final class Relay {
  private static final int BOTH = 2;

  private final ProxyCore core;
  private final EventLoop loop;
  private final LoopSocketChannel client;
  private final long ordinal;
  private final long acceptedAt = System.nanoTime();
  private final CountDownLatch over = new CountDownLatch(1);
  private final LazyKnobs knobs = new LazyKnobs();
  private Timer durationLimit; // null if it may grow as old as it likes
  private Dialer dialer; // null but while dialing
  private LoopSocketChannel server;
  private Connection connection;
  private int pumped;
  private boolean ended;

  Relay(ProxyCore core, LoopSocketChannel client, long ordinal) {
    this.core = core;
    this.client = client;
    this.ordinal = ordinal;
    loop = client.loop();
  }

  /** Starts it, on its loop. Any thread. */
  void launch() {
    loop.run(this::start);
  }

  private void start() {
    if (ended) {
      return;
    }
    Duration limit = core.config().connectionDuration();
    if (!limit.isZero()) {
      limitDuration(limit.toNanos() - (loop.now() - acceptedAt));
    }
    dialer = new Dialer(core, loop, this);
    dialer.dial();
  }

  private void limitDuration(long nanos) {
    durationLimit =
        new Timer() {
          @Override
          protected void fired() {
            end(EndCause.DURATION_LIMIT, null);
          }
        };
    loop.arm(durationLimit, nanos);
  }

  /** The upstream has answered. */
  void connected(LoopSocketChannel upstream) {
    dialer = null;
    server = upstream;
    if (ended) {
      server.close();
      return;
    }
    try {
      open();
    } catch (IOException e) {
      end(EndCause.ERROR, "connection lost before it was relayed: " + e.getMessage());
    }
  }

  private void open() throws IOException {
    for (LoopSocketChannel each : new LoopSocketChannel[] {client, server}) {
      each.setOption(StandardSocketOptions.TCP_NODELAY, true);
      each.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
    }
    Pump up = pump(Direction.UPSTREAM);
    Pump down = pump(Direction.DOWNSTREAM);
    connection =
        new Connection(this, ConnectionId.next(), remote(client), remote(server), up, down);
    core.opened(connection);
    up.start(client, server);
    down.start(server, client);
  }

  private Pump pump(Direction direction) {
    return new Pump(this, direction, knobs, loop.buffers(), core.metrics().bytes(direction));
  }

  /** The faults of one direction. */
  Wires wires(Direction direction) {
    return new Wires(core, ordinal, direction, knobs.get().of(direction));
  }

  private static InetSocketAddress remote(LoopSocketChannel channel) throws IOException {
    return (InetSocketAddress) channel.getRemoteAddress();
  }

  /** The upstream could not be reached. */
  void unreachable(String why) {
    end(EndCause.UNREACHABLE, why);
  }

  /** One direction has said all it had to say, and it has left. */
  void pumped() {
    if (++pumped == BOTH) {
      end(EndCause.CLOSED, null);
    }
  }

  /** An operation failed on the named side. */
  void failed(String side, Throwable thrown) {
    if (thrown instanceof TerminatedException) {
      end(EndCause.TERMINATED, thrown.getMessage());
    } else {
      String message = thrown.getMessage();
      end(EndCause.ERROR, side + ": " + (message == null ? thrown.toString() : message));
    }
  }

  private void end(EndCause cause, String detail) {
    if (ended) {
      return;
    }
    ended = true;
    if (durationLimit != null) {
      loop.disarm(durationLimit);
    }
    if (dialer != null) {
      dialer.stop();
    }
    core.ended(this, cause, detail);
    boolean gently =
        cause == EndCause.CLOSED || cause == EndCause.SHUTDOWN || cause == EndCause.UNREACHABLE;
    close(client, gently);
    if (server != null) {
      close(server, gently);
    }
    over.countDown();
  }

  private static void close(LoopSocketChannel channel, boolean gently) {
    if (gently) {
      channel.close();
    } else {
      channel.reset();
    }
  }

  /** Ends it, on its loop. Any thread. */
  void endSoon(EndCause cause, String detail) {
    loop.execute(() -> end(cause, detail));
  }

  /** Waits until all have ended, at most for {@code patience} together. Any thread but a loop's. */
  static void awaitEnds(Collection<Relay> relays, Duration patience) {
    long deadline = System.nanoTime() + patience.toNanos();
    for (Relay relay : relays) {
      if (!relay.awaitEnd(deadline - System.nanoTime())) {
        return;
      }
    }
  }

  private boolean awaitEnd(long nanos) {
    try {
      return over.await(nanos, TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Whether it has ended. Any thread. */
  boolean isOver() {
    return over.getCount() == 0;
  }

  /** What the API shows of it; null until both sides are open. Its loop, or once it is over. */
  Connection connection() {
    return connection;
  }

  /** Its knobs, from accept on. Any thread. */
  LazyKnobs knobs() {
    return knobs;
  }

  /** Its place among all that were accepted, from 0. Any thread. */
  long ordinal() {
    return ordinal;
  }

  /** The client's address, as {@code ip:port}. */
  String downstream() {
    try {
      return HostPort.text(remote(client));
    } catch (IOException closed) {
      return "closed";
    }
  }

  /** Milliseconds since it was accepted. Any thread. */
  long ageMillis() {
    return (System.nanoTime() - acceptedAt) / 1_000_000;
  }
}
