package io.trixter.netem.nio.driver;

import io.trixter.netem.Fault;
import io.trixter.netem.Link;
import io.trixter.netem.kernel.End;
import io.trixter.netem.kernel.FaultNames;
import io.trixter.netem.kernel.KillSwitch;
import io.trixter.netem.kernel.RuleChain;
import io.trixter.netem.nio.loop.CompletedOperation;
import io.trixter.netem.nio.loop.Direction;
import io.trixter.netem.nio.loop.PendingFuture;
import io.trixter.netem.nio.loop.Reactor;
import io.trixter.netem.nio.loop.ReactorChannel;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.CompletionHandler;
import java.util.List;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The channel driver: a list of faults over any asynchronous socket channel. What is read passes
 * one {@link RuleChain}; what is written passes one for each run of consecutive rules, and the
 * delay lines between them. While the rules are off a call is handed on unchanged; while they are
 * on a {@link ChainOperation} carries it out, on the reactor's thread.
 *
 * <p>Any thread may start an operation or close the channel.
 */
public final class FaultChannel extends ForwardingChannel implements KillSwitch.Member {
  private final ReactorChannel inner;
  private final Stages stages;
  private final FaultNames names;
  private final Opener opener; // null where no fault has a say in connecting
  private volatile List<Part> parts;
  private volatile List<KillSwitch> killSwitches; // of the parts
  private volatile ChainRead reads; // null while no rule reads
  private volatile Sink writes; // the first of the stages
  private Consumer<Throwable> onBroken = thrown -> {};
  private Consumer<End> onEnd;
  private String endedBy;
  private final Expiry expiry = new Expiry(this);

  private FaultChannel(ReactorChannel inner, List<Part> parts, FaultNames names, Opener opener) {
    super(inner);
    this.inner = inner;
    this.parts = List.copyOf(parts);
    killSwitches = Part.killSwitches(parts);
    this.names = names;
    this.opener = opener;
    reads = reads(parts);
    stages = new Stages(this, new WireSink(this, inner), parts);
    writes = stages.first();
    if (inner instanceof FaultChannel below && stages.hasLine()) {
      below.stages.feedAll();
    }
    inner.whenClosed(this::innerClosed);
    killSwitches.forEach(killSwitch -> killSwitch.join(this));
    expiry.keep(killSwitches);
  }

  private ChainRead reads(List<Part> now) {
    List<RuleChain.Entry> entries = Part.readings(now);
    return entries.isEmpty() ? null : new ChainRead(this, inner, new RuleChain(entries, false));
  }

  /**
   * Makes the channel's faults {@code edited}, the first nearest the wire, and heeds which of them
   * take part. It is in force on return: not a byte is lost or overtaken, what a removed fault held
   * goes on, and the others notice nothing. Reactor's thread, for a channel that is used there
   * alone.
   *
   * @throws IllegalArgumentException if one that stays would change its place, or one be added
   *     between rules that came together; nothing has changed then
   */
  public void edit(List<Part> edited) {
    List<KillSwitch> before = killSwitches;
    List<Part> after = List.copyOf(edited);
    stages.edit(after);
    writes = stages.first();
    parts = after;
    killSwitches = Part.killSwitches(after);
    if (reads == null) {
      reads = reads(after);
    } else {
      reads.chain.edit(Part.readings(after));
    }
    Part.without(before, killSwitches).forEach(killSwitch -> killSwitch.leave(this));
    Part.without(killSwitches, before).forEach(killSwitch -> killSwitch.join(this));
    expiry.keep(killSwitches);
    stages.apply(after); // last, because what goes on then may edit again
    if (reads != null) {
      reads.changed();
    }
  }

  /**
   * Wraps {@code faults} around {@code inner}, the first nearest the wire.
   *
   * @param forForeign the reactor to run on if {@code inner} is not a channel of ours
   */
  public static FaultChannel wrap(
      AsynchronousSocketChannel inner, Supplier<Reactor> forForeign, Fault... faults) {
    FaultNames names = namesBelow(inner);
    List<Part> parts = Part.of(List.of(faults), fault -> fault.rules(names));
    return opening(ForeignChannel.ours(inner, forForeign), parts, names);
  }

  /**
   * Wraps {@code faults} around {@code inner}, the connection {@code link}.
   *
   * @param forForeign the reactor to run on if {@code inner} is not a channel of ours
   */
  static FaultChannel wrap(
      AsynchronousSocketChannel inner,
      Supplier<Reactor> forForeign,
      Link link,
      List<Fault> faults) {
    FaultNames names = namesBelow(inner);
    List<Part> parts = Part.of(faults, fault -> fault.rules(names, link));
    return opening(ForeignChannel.ours(inner, forForeign), parts, names);
  }

  private static FaultChannel opening(ReactorChannel inner, List<Part> all, FaultNames names) {
    Opener opener = Opener.of(inner, all);
    List<Part> parts = opener == null ? all : opener.connected(all);
    return new FaultChannel(inner, parts, names, opener);
  }

  /**
   * Puts {@code parts} around a channel of ours, the first nearest the wire; their opening rules
   * are not asked.
   */
  public static FaultChannel wrap(ReactorChannel inner, List<Part> parts) {
    return new FaultChannel(inner, parts, namesBelow(inner), null);
  }

  private static FaultNames namesBelow(AsynchronousSocketChannel inner) {
    return inner instanceof FaultChannel below ? below.names : new FaultNames();
  }

  @Override
  public void close() throws IOException {
    inner.close();
  }

  @Override
  public void reset() {
    inner.reset();
  }

  @Override
  public void end(Supplier<IOException> why, boolean reset) {
    inner.end(why, reset);
  }

  @Override
  public IOException whyClosed() {
    return inner.whyClosed();
  }

  @Override
  public IOException afterClose() {
    return inner.afterClose();
  }

  <A> void failClosed(A attachment, CompletionHandler<?, ? super A> handler) {
    CompletedOperation.fail(reactor(), afterClose(), attachment, handler);
  }

  /** Ends what is wrapped, as {@code killSwitch} requires; null closes. */
  void abort(KillSwitch killSwitch) {
    if (killSwitch == null) {
      end(ClosedChannelException::new, false);
    } else {
      end(killSwitch::failure, killSwitch.resets());
    }
  }

  /** As {@link #abort}, when the reactor has unwound. */
  void abortLater(KillSwitch killSwitch) {
    reactor().execute(() -> abort(killSwitch));
  }

  @Override
  public void triggered(KillSwitch cause) {
    if (killSwitches.contains(cause)) {
      abortLater(cause); // perhaps in the midst of an operation
    }
  }

  @Override
  public void timeSet() {
    expiry.keep(killSwitches);
  }

  /** Ends what waits here, then tells those outside. Reactor's thread. */
  private void innerClosed() {
    killSwitches.forEach(killSwitch -> killSwitch.leave(this));
    expiry.stop();
    if (reads != null) {
      reads.changed();
    }
    writes.closed();
    fireClosed();
  }

  @Override
  public boolean isConnected() {
    return inner.isConnected();
  }

  @Override
  public Reactor reactor() {
    return inner.reactor();
  }

  @Override
  public <A> void connect(
      SocketAddress remote, A attachment, CompletionHandler<Void, ? super A> handler) {
    if (Opener.passes(opener)) {
      inner.connect(remote, attachment, handler);
    } else {
      opener.connect(remote, attachment, handler);
    }
  }

  @Override
  public Future<Void> connect(SocketAddress remote) {
    if (Opener.passes(opener)) {
      return inner.connect(remote);
    }
    var future = new PendingFuture<Void>(this);
    connect(remote, null, future);
    return future;
  }

  /** Whether a fault has refused the connection, which was made before it was wrapped. */
  boolean isRefused() {
    return opener != null && opener.isRefused();
  }

  @Override
  public <A> void start(
      Direction direction,
      ByteBuffer one,
      ByteBuffer[] several,
      long nanos,
      A attachment,
      CompletionHandler<?, ? super A> handler) {
    if (direction == Direction.WRITE) {
      writes.write(one, several, nanos, attachment, handler);
    } else if (readsPass()) {
      inner.start(direction, one, several, nanos, attachment, handler);
    } else if (!isOpen()) {
      failClosed(attachment, handler);
    } else {
      check(direction);
      direction.claim(reads);
      reads.use(one, several);
      reads.submit(attachment, handler, nanos);
    }
  }

  private boolean readsPass() {
    return reads == null || (reads.isIdle() && reads.passes()); // published by the claim
  }

  @Override
  public <A> void whenReadable(A attachment, CompletionHandler<Void, ? super A> handler) {
    if (reads != null && reads.hasAhead()) {
      CompletedOperation.complete(reactor(), null, attachment, handler);
    } else {
      inner.whenReadable(attachment, handler);
    }
  }

  @Override
  public long moved(Direction direction) {
    if (direction == Direction.WRITE) {
      return writes.entered();
    }
    return reads == null ? inner.moved(direction) : reads.moved();
  }

  @Override
  public void check(Direction direction) {
    if (direction == Direction.WRITE) {
      writes.check();
      return;
    }
    if (reads != null) {
      direction.check(reads);
    }
    inner.check(direction);
  }

  @Override
  public void abandon(Direction direction) {
    if (direction == Direction.WRITE) {
      writes.abandonWrite();
      return;
    }
    if (reads != null) {
      reads.abandon();
    }
    inner.abandon(direction);
  }

  @Override
  public int room(int wanted, Runnable task) {
    return writes.room(wanted, task);
  }

  /** Returns how many bytes written here have not reached the inner channel. Reactor's thread. */
  public long held() {
    return stages.held();
  }

  /**
   * Half-closes, under the rules and behind what delay lines hold. Where it has to wait, the call
   * returns and the half-close follows; a failure then closes the channel.
   */
  @Override
  public AsynchronousSocketChannel shutdownOutput() throws IOException {
    writes.end(End.HALF_CLOSE);
    return this;
  }

  /**
   * Ends the stream as a reset, behind what was written and as late as that. What happens when it
   * has reached the inner channel is {@link #whenEnded}'s to say. Reactor's thread.
   */
  public void resetOutput() throws IOException {
    writes.end(End.RESET);
  }

  @Override
  public void whenDrained(Consumer<Throwable> task) {
    writes.whenDrained(task);
  }

  /**
   * Sets the listener for a failure of the inner channel while a delay line holds bytes, which no
   * later write may ever report. Called on the reactor's thread, as this method is.
   */
  public void whenBroken(Consumer<Throwable> told) {
    onBroken = told;
  }

  void broken(Throwable thrown) {
    onBroken.accept(thrown);
  }

  /**
   * Sets the listener for an end of the stream, other than a half-close, that has reached the inner
   * channel; the channel is then not closed or reset. Called on the reactor's thread, as this
   * method is.
   */
  public void whenEnded(Consumer<End> told) {
    onEnd = told;
  }

  /** Returns the name of the fault that has ended what is written, or null. Reactor's thread. */
  public String endedBy() {
    return endedBy;
  }

  void endedBy(String fault) {
    endedBy = endedBy == null ? fault : endedBy;
  }

  void ended(End end) throws IOException {
    if (onEnd != null) {
      onEnd.accept(end);
    } else if (end == End.RESET) {
      reset();
    } else {
      close();
    }
  }

  /** The faults' names around what they wrap: {@code Sliced(Throttled(...))}. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(inner.toString());
    for (Part part : parts) {
      text.insert(0, part.rules().name() + "(").append(')');
    }
    return text.toString();
  }
}
