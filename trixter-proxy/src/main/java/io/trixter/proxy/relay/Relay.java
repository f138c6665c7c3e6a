package io.trixter.proxy.relay;

import io.trixter.netem.FaultLog;
import io.trixter.netem.TerminatedException;
import io.trixter.netem.nio.loop.EventLoop;
import io.trixter.netem.nio.loop.LoopSocketChannel;
import io.trixter.proxy.model.Direction;
import io.trixter.proxy.model.EndCause;
import io.trixter.proxy.model.HostPort;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.time.Duration;

/**
 * The life of one accepted connection: connects upstream, pumps both ways, and ends once, for one
 * cause. Confined to its loop, except where a method says otherwise.
 */
public final class Relay {
  static final String CLIENT = "client";
  static final String SERVER = "server";
  static final String PROXY = "proxy";

  private final RelayContext context;
  private final EventLoop loop;
  private final LoopSocketChannel client;
  private final Route route;
  private final long ordinal;
  private final FaultLog log; // null where nothing is recorded or replayed
  private final long acceptedAt = System.nanoTime();
  private final LazyKnobs knobs = new LazyKnobs();
  private DurationLimit durationLimit; // null if it may grow as old as it likes
  private Chance chance; // null until a fault may draw
  private RelayFaults faults; // the shared ones; null while there have been none
  private EarlyBytes early; // null unless it has waited for ever before the dial
  private Dialer dialer; // null but while dialing
  private LoopSocketChannel server;
  private String id; // null until both sides are open, as the two addresses are
  private InetSocketAddress upstream;
  private InetSocketAddress downstream;
  private FaultyEnds ends; // null until both sides are open
  private Pump up;
  private Pump down;
  private RelayEnding ending; // null until a direction comes to its end
  private volatile boolean ended;

  Relay(RelayContext context, LoopSocketChannel client, long ordinal) {
    this.context = context;
    this.client = client;
    this.ordinal = ordinal;
    log = context.host().log();
    loop = client.loop();
    route = context.route();
  }

  /** Starts it, on its loop. Any thread. */
  void launch() {
    loop.run(this::start);
  }

  private void start() {
    if (ended) {
      return;
    }
    Duration limit = context.settings().connectionDuration();
    if (!limit.isZero()) {
      durationLimit = new DurationLimit(this);
      loop.arm(durationLimit, limit.toNanos() - (loop.now() - acceptedAt));
    }
    faultsChanged();
    if (ended) {
      return;
    }
    try {
      if (faults == null) {
        dial();
      } else {
        faults.atGate(client);
      }
    } catch (OutOfMemoryError e) {
      lackedMemory();
    } catch (RuntimeException e) { // a fault type's
      failed(PROXY, e);
    }
  }

  private void dial() {
    dialer = new Dialer(context, loop, this);
    dialer.dial();
  }

  /** All shared faults that act before the dial let it pass. */
  void admitted(EarlyBytes read) {
    faults.admitted();
    early = read;
    dial();
  }

  /** Whether a shared fault makes it wait before the dial. */
  boolean isWaitingAtGate() {
    return faults != null && faults.isWaitingAtGate();
  }

  /** Ends it if a shared fault makes it wait before the dial, when it is listed nowhere. */
  public void endAtGate(EndCause cause, String detail) {
    if (isWaitingAtGate()) {
      end(cause, detail);
    }
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
    } catch (OutOfMemoryError e) {
      lackedMemory();
    }
  }

  private void open() throws IOException {
    for (LoopSocketChannel each : new LoopSocketChannel[] {client, server}) {
      each.setOption(StandardSocketOptions.TCP_NODELAY, true);
      each.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
    }
    ends = new FaultyEnds(this, client, server);
    up = pump(Direction.UPSTREAM, ends);
    down = pump(Direction.DOWNSTREAM, ends);
    client.countWritten(context.traffic().sent(Direction.DOWNSTREAM));
    server.countWritten(context.traffic().sent(Direction.UPSTREAM));
    downstream = remote(client);
    upstream = remote(server);
    id = ConnectionId.next();
    context.opened(this);
    faultsChanged();
    up.begin(early);
    down.await();
  }

  private Pump pump(Direction direction, FaultyEnds ends) {
    return new Pump(this, direction, ends, loop.buffers(), context.traffic().received(direction));
  }

  /** The pump of {@code direction}. */
  Pump pump(Direction direction) {
    return direction == Direction.UPSTREAM ? up : down;
  }

  private static InetSocketAddress remote(LoopSocketChannel channel) throws IOException {
    return (InetSocketAddress) channel.getRemoteAddress();
  }

  /** The upstream could not be reached. */
  void unreachable(String why) {
    end(EndCause.UNREACHABLE, why);
  }

  /** How its directions come to their ends. */
  RelayEnding ending() {
    if (ending == null) {
      ending = new RelayEnding(this);
    }
    return ending;
  }

  /** The bare channel that {@code direction} reads. */
  LoopSocketChannel source(Direction direction) {
    return direction == Direction.UPSTREAM ? client : server;
  }

  /** The shared faults of the proxy have changed. Its loop. */
  void faultsChanged() {
    if (ended || (faults == null && context.faults().all().isEmpty())) {
      return;
    }
    try {
      if (faults == null) {
        faults = new RelayFaults(this);
      }
      faults.refresh(ends);
    } catch (OutOfMemoryError e) {
      lackedMemory();
    } catch (RuntimeException e) { // a fault type's
      failed(PROXY, e);
    }
  }

  /** An operation failed on the named side, and with it the connection at once. */
  void failed(String side, Throwable thrown) {
    if (thrown instanceof TerminatedException) {
      end(EndCause.TERMINATED, thrown.getMessage());
    } else {
      end(EndCause.ERROR, Failures.described(side, thrown));
    }
  }

  /** There was no memory for its next step. Loads no class and allocates nothing before the end. */
  void lackedMemory() {
    end(EndCause.ERROR, Failures.OUT_OF_MEMORY);
  }

  /** What it shares with the others of its proxy. Any thread. */
  RelayContext context() {
    return context;
  }

  /** Where its chance comes from. */
  Chance chance() {
    if (chance == null) {
      chance = new Chance(context, ordinal, log);
    }
    return chance;
  }

  /** Whether its faults do what a record says. */
  boolean isReplaying() {
    return log != null && log.isReplaying();
  }

  /** Whether it has ended, or is just about to. Any thread. */
  public boolean isEnded() {
    return ended;
  }

  /** Ends it, with a reset unless the cause is one that closes both sides. */
  void end(EndCause cause, String detail) {
    boolean gently =
        cause == EndCause.CLOSED || cause == EndCause.SHUTDOWN || cause == EndCause.UNREACHABLE;
    end(cause, detail, gently);
  }

  /**
   * Ends it, unless it has ended.
   *
   * @param detail why, for the log; null if the cause says all
   * @param gently closes both sides rather than resetting them; bytes still held are dropped either
   *     way
   */
  public void end(EndCause cause, String detail, boolean gently) {
    if (ended) {
      return;
    }
    ended = true;
    if (durationLimit != null) {
      loop.disarm(durationLimit);
    }
    if (faults != null) {
      faults.stop();
    }
    if (dialer != null) {
      dialer.stop();
    }
    try {
      context.ended(this, cause, detail);
    } finally { // there may be no memory for a line in the log
      closeBoth(gently);
    }
  }

  private void closeBoth(boolean gently) {
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
  public void endSoon(EndCause cause, String detail) {
    loop.execute(() -> end(cause, detail));
  }

  /** Returns its 21 random characters; null until both sides are open. */
  public String id() {
    return id;
  }

  /** Returns where it goes. Any thread. */
  public Route route() {
    return route;
  }

  /** Returns the loop that it is confined to. Any thread. */
  EventLoop loop() {
    return loop;
  }

  /** Its knobs, from accept on. Any thread. */
  public LazyKnobs knobs() {
    return knobs;
  }

  /** Its place among all that were accepted, from 0. Any thread. */
  public long ordinal() {
    return ordinal;
  }

  /** Returns the client's address, as {@code ip:port}, or {@code closed} if it is not known. */
  public String downstream() {
    try {
      return HostPort.text(downstream == null ? remote(client) : downstream);
    } catch (IOException closed) {
      return "closed";
    }
  }

  /** Returns the server's address, as {@code ip:port}. Once both sides are open, any thread. */
  public String upstream() {
    return HostPort.text(upstream);
  }

  /** Returns how many bytes were read to go this way. Once both sides are open, any thread. */
  public long bytes(Direction direction) {
    return pump(direction).bytes();
  }

  /** Returns how many bytes its faults hold that were read to go this way. */
  long held(Direction direction) {
    return ends == null || ended ? 0 : ends.held(direction);
  }

  /** Returns when it was accepted, by {@link System#nanoTime}. Any thread. */
  public long acceptedAt() {
    return acceptedAt;
  }

  /** Milliseconds since it was accepted. Any thread. */
  public long ageMillis() {
    return (System.nanoTime() - acceptedAt) / 1_000_000;
  }
}
