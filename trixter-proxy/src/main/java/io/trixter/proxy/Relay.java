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
  private static final String OUT_OF_MEMORY = "proxy: out of memory";

  private final ProxyCore core;
  private final EventLoop loop;
  private final LoopSocketChannel client;
  private final long ordinal;
  private final long acceptedAt = System.nanoTime();
  private final CountDownLatch over = new CountDownLatch(1);
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
    try {
      dialer = new Dialer(core, loop, this);
      dialer.dial();
    } catch (OutOfMemoryError e) {
      lackedMemory();
    }
  }

  private void limitDuration(long nanos) {
    durationLimit =
        new Timer() {
          @Override
          protected void fired() {
            end(Cause.DURATION_LIMIT, null);
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
      end(Cause.ERROR, "connection lost before it was relayed: " + e.getMessage());
    } catch (OutOfMemoryError e) {
      lackedMemory();
    }
  }

  private void open() throws IOException {
    for (LoopSocketChannel each : new LoopSocketChannel[] {client, server}) {
      each.setOption(StandardSocketOptions.TCP_NODELAY, true);
      each.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
    }
    LiveKnobs knobs = new LiveKnobs(core.config().defaults());
    Pump up = pump(Direction.UPSTREAM, knobs);
    Pump down = pump(Direction.DOWNSTREAM, knobs);
    connection =
        new Connection(this, ConnectionId.next(), remote(client), remote(server), knobs, up, down);
    core.opened(connection);
    up.start(client, server);
    down.start(server, client);
  }

  private Pump pump(Direction direction, LiveKnobs knobs) {
    return new Pump(this, direction, knobs, loop.buffers(), core.metrics().bytes(direction));
  }

  /** The faults of one direction. */
  Wires wires(Direction direction) {
    return new Wires(core, ordinal, direction, connection.knobs().of(direction));
  }

  private static InetSocketAddress remote(LoopSocketChannel channel) throws IOException {
    return (InetSocketAddress) channel.getRemoteAddress();
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
      end(Cause.ERROR, described(side, thrown));
    }
  }

  private static String described(String side, Throwable thrown) {
    try {
      String message = thrown.getMessage();
      return side + ": " + (message == null ? thrown.toString() : message);
    } catch (OutOfMemoryError e) {
      return OUT_OF_MEMORY;
    }
  }

  /** There was no memory for its next step. Loads no class and allocates nothing before the end. */
  void lackedMemory() {
    end(Cause.ERROR, OUT_OF_MEMORY);
  }

  private void end(Cause cause, String detail) {
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
    try {
      core.ended(this, cause, detail);
    } finally { // there may be no memory for a line in the log
      closeBoth(cause);
      over.countDown();
    }
  }

  private void closeBoth(Cause cause) {
    boolean gently = cause == Cause.CLOSED || cause == Cause.SHUTDOWN || cause == Cause.UNREACHABLE;
    close(client, gently);
    if (server != null) {
      close(server, gently);
    }
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
