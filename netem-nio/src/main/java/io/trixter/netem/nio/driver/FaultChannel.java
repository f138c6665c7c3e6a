package io.trixter.netem.nio.driver;

import io.trixter.netem.Fault;
import io.trixter.netem.kernel.KillSwitch;
import io.trixter.netem.kernel.Wiring;
import io.trixter.netem.nio.loop.Reactor;
import io.trixter.netem.nio.loop.ReactorChannel;
import io.trixter.netem.nio.loop.Settled;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.CompletionHandler;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The channel driver: one fault over any asynchronous socket channel. While the fault's rule is off
 * a call is handed on unchanged (through a handler of the channel's own, reused, if the fault can
 * killSwitch or the channel is foreign); while it is on a {@link Side} carries the operation out under
 * the rule, on the reactor's thread.
 *
 * <p>Any thread may start an operation or close the channel.
 */
public final class FaultChannel extends ForwardingChannel implements KillSwitch.Member {
  /** Held while a channel makes the objects that it needs once its rule is on. */
  static final ReentrantLock MAKING = new ReentrantLock();

  private final Wiring wiring;
  private final int place;
  private final Runnable onStrike;
  private final Reads reads;
  private final Writes writes;

  FaultChannel(
      AsynchronousSocketChannel inner,
      Supplier<Reactor> forForeign,
      Wiring wiring,
      int place,
      Runnable onStrike) {
    super(inner, forForeign);
    this.wiring = wiring;
    this.place = place;
    this.onStrike = onStrike;
    boolean trips = wiring.killSwitch() != null;
    boolean foreign = !(inner instanceof ReactorChannel);
    reads = new Reads(this, wiring.reading(), trips, foreign);
    writes = new Writes(this, wiring.writing(), trips, foreign);
    listenToInner();
    if (trips) {
      wiring.killSwitch().join(this);
    }
  }

  /**
   * Wraps {@code fault} around {@code inner}.
   *
   * @param forForeign the reactor to run on if {@code inner} is not a channel of ours
   */
  public static FaultChannel wrap(
      AsynchronousSocketChannel inner, Fault fault, Supplier<Reactor> forForeign) {
    int place = inner instanceof FaultChannel below ? below.place + 1 : 0;
    return new FaultChannel(inner, forForeign, Wiring.of(fault, place), place, () -> {});
  }

  /**
   * Wraps {@code fault} around a channel of ours.
   *
   * @param chance where its chance comes from
   * @param onStrike is run for each operation that the fault changes
   */
  public static FaultChannel wrap(
      ReactorChannel inner, Fault fault, Chance chance, Runnable onStrike) {
    Wiring wiring = Wiring.of(fault, chance.origin());
    return new FaultChannel(inner, inner::reactor, wiring, chance.place(), onStrike);
  }

  /** Counts an operation that the fault changed. */
  void struck() {
    onStrike.run();
  }

  /**
   * What a failure of a channel below is to the caller: the killSwitch's, if the wire was pulled here or
   * in a channel between.
   */
  Throwable explained(Throwable thrown) {
    KillSwitch pulled = pulledTrip();
    return pulled == null ? thrown : pulled.failure();
  }

  IOException explained(IOException thrown) {
    KillSwitch pulled = pulledTrip();
    return pulled == null ? thrown : pulled.failure();
  }

  private KillSwitch pulledTrip() {
    AsynchronousSocketChannel channel = this;
    while (channel instanceof ForwardingChannel forwarding) {
      if (channel instanceof FaultChannel fault && fault.isTriggered()) {
        return fault.wiring.killSwitch();
      }
      channel = forwarding.inner();
    }
    return null;
  }

  private boolean isTriggered() {
    return wiring.killSwitch() != null && wiring.killSwitch().isTriggered();
  }

  <A> void failClosed(A attachment, CompletionHandler<?, ? super A> handler) {
    Throwable closed = explained((Throwable) new ClosedChannelException());
    Settled.fail(reactor(), closed, attachment, handler);
  }

  @Override
  public <A> void connect(
      SocketAddress remote, A attachment, CompletionHandler<Void, ? super A> handler) {
    if (wiring.killSwitch() == null) {
      super.connect(remote, attachment, handler);
    } else {
      super.connect(remote, attachment, new Explained<>(this, handler));
    }
  }

  @Override
  public Future<Void> connect(SocketAddress remote) {
    Future<Void> future = super.connect(remote);
    return wiring.killSwitch() == null ? future : new ExplainedFuture<>(this, future);
  }

  @Override
  boolean handsReadsOn(boolean explains) {
    return reads.handOn(explains);
  }

  @Override
  boolean handsWritesOn(boolean explains) {
    return writes.handOn(explains);
  }

  @Override
  public void checkRead() {
    reads.check();
    super.checkRead();
  }

  @Override
  public void checkWrite() {
    writes.check();
    super.checkWrite();
  }

  @Override
  public void abandonRead() {
    reads.abandon();
    super.abandonRead();
  }

  @Override
  public void abandonWrite() {
    writes.abandon();
    super.abandonWrite();
  }

  @Override
  public <A> void read(
      ByteBuffer dst,
      long timeout,
      TimeUnit unit,
      A attachment,
      CompletionHandler<Integer, ? super A> handler) {
    reads.read(dst, timeout, unit, attachment, handler);
  }

  @Override
  public <A> void read(
      ByteBuffer[] dsts,
      int offset,
      int length,
      long timeout,
      TimeUnit unit,
      A attachment,
      CompletionHandler<Long, ? super A> handler) {
    reads.read(dsts, offset, length, timeout, unit, attachment, handler);
  }

  @Override
  public Future<Integer> read(ByteBuffer dst) {
    return reads.read(dst);
  }

  @Override
  public <A> void whenReadable(A attachment, CompletionHandler<Void, ? super A> handler) {
    reads.whenReadable(ours(), attachment, handler);
  }

  @Override
  public <A> void write(
      ByteBuffer src,
      long timeout,
      TimeUnit unit,
      A attachment,
      CompletionHandler<Integer, ? super A> handler) {
    writes.write(src, timeout, unit, attachment, handler);
  }

  @Override
  public <A> void write(
      ByteBuffer[] srcs,
      int offset,
      int length,
      long timeout,
      TimeUnit unit,
      A attachment,
      CompletionHandler<Long, ? super A> handler) {
    writes.write(srcs, offset, length, timeout, unit, attachment, handler);
  }

  @Override
  public Future<Integer> write(ByteBuffer src) {
    return writes.write(src);
  }

  /** A write has ended. Reactor's thread. */
  void writeEnded() {
    writes.ended();
  }

  /**
   * Half-closes, under the rule. Where the rule has it wait, the call returns and the half-close
   * follows; a failure then closes the channel.
   */
  @Override
  public AsynchronousSocketChannel shutdownOutput() throws IOException {
    writes.shutdownOutput();
    return this;
  }

  @Override
  public void whenDrained(Consumer<Throwable> task) {
    writes.whenDrained(task);
  }

  void whenInnerDrained(Consumer<Throwable> task) {
    if (wiring.killSwitch() == null) {
      super.whenDrained(task);
    } else {
      super.whenDrained(thrown -> task.accept(thrown == null ? null : explained(thrown)));
    }
  }

  /** Ends what is wrapped, as the fault that failed an operation would have it. */
  void abort() {
    if (wiring.killSwitch() != null && wiring.killSwitch().resets()) {
      reset();
      return;
    }
    try {
      close();
    } catch (IOException ignored) {
      // closed is all it can become
    }
  }

  /** The killSwitch was pulled, perhaps in the midst of an operation of this channel. */
  @Override
  public void triggered() {
    reactor().execute(this::abort);
  }

  @Override
  void closed() {
    if (wiring.killSwitch() != null) {
      wiring.killSwitch().leave(this);
    }
    reads.channelClosed();
    writes.channelClosed();
  }

  /** The fault's name around what it wraps: {@code Sliced(Throttled(...))}. */
  @Override
  public String toString() {
    return wiring.name() + "(" + inner() + ")";
  }
}
