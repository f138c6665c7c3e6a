package io.trixter.proxy;

import io.trixter.netem.TerminatedException;
import io.trixter.netem.nio.loop.EventLoop;
import io.trixter.netem.nio.loop.LoopSocketChannel;
import io.trixter.netem.nio.loop.Timer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.time.Duration;
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
  private final Timer durationLimit =
      new Timer() {
        @Override
        protected void fired() {
          end(Cause.DURATION_LIMIT, null);
        }
      };
  private Dialer dialer;
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
      loop.arm(durationLimit, limit.toNanos() - (loop.now() - acceptedAt));
    }
    dialer = new Dialer(core, loop, this);
    dialer.dial();
  }

  /** The upstream has answered. */
  void connected(LoopSocketChannel upstream) {
    server = upstream;
    if (ended) {
      server.close();
      return;
    }
    try {
      open();
    } catch (IOException e) {
      end(Cause.ERROR, "connection lost before it was relayed: " + e.getMessage());
    }
  }

  private void open() throws IOException {
    for (LoopSocketChannel each : new LoopSocketChannel[] {client, server}) {
      each.setOption(StandardSocketOptions.TCP_NODELAY, true);
      each.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
    }
    Metrics metrics = core.metrics();
    Directions knobs = core.config().defaults().copy();
    Pump up = pump(Direction.UPSTREAM, knobs);
    Pump down = pump(Direction.DOWNSTREAM, knobs);
    connection =
        new Connection(this, ConnectionId.next(), text(client), text(server), knobs, up, down);
    core.opened(connection);
    Wires wires = new Wires(core.config(), core.budget(), metrics, ordinal);
    wires.connect(Direction.UPSTREAM, knobs.upstream(), up, client, server);
    wires.connect(Direction.DOWNSTREAM, knobs.downstream(), down, server, client);
  }

  private Pump pump(Direction direction, Directions knobs) {
    return new Pump(
        this, direction, knobs.of(direction), loop.buffers(), core.metrics().bytes(direction));
  }

  private static String text(LoopSocketChannel channel) throws IOException {
    return HostPort.text((InetSocketAddress) channel.getRemoteAddress());
  }

  /** The upstream could not be reached. */
  void unreachable(String why) {
    end(Cause.UNREACHABLE, why);
  }

  /** One direction has said all it had to say, and it has left. */
  void pumped() {
    if (++pumped == BOTH) {
      end(Cause.CLOSED, null);
    }
  }

  /** An operation failed on the named side. */
  void failed(String side, Throwable thrown) {
    if (thrown instanceof TerminatedException) {
      end(Cause.TERMINATED, thrown.getMessage());
    } else {
      String message = thrown.getMessage();
      end(Cause.ERROR, side + ": " + (message == null ? thrown.toString() : message));
    }
  }

  private void end(Cause cause, String detail) {
    if (ended) {
      return;
    }
    ended = true;
    loop.disarm(durationLimit);
    if (dialer != null) {
      dialer.stop();
    }
    core.ended(this, cause, detail);
    boolean gently = cause == Cause.CLOSED || cause == Cause.SHUTDOWN || cause == Cause.UNREACHABLE;
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
  void endSoon(Cause cause, String detail) {
    loop.execute(() -> end(cause, detail));
  }

  /** Waits until it has ended; at most for {@code seconds}. Any thread but a loop's. */
  boolean awaitEnd(long seconds) {
    try {
      return over.await(seconds, TimeUnit.SECONDS);
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

  /** Its place among all that were accepted, from 0. Any thread. */
  long ordinal() {
    return ordinal;
  }

  /** The client's address, as {@code ip:port}. */
  String downstream() {
    try {
      return text(client);
    } catch (IOException closed) {
      return "closed";
    }
  }

  /** Milliseconds since it was accepted. Any thread. */
  long ageMillis() {
    return (System.nanoTime() - acceptedAt) / 1_000_000;
  }
}
