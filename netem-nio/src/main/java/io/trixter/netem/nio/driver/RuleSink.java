package io.trixter.netem.nio.driver;

import io.trixter.netem.kernel.End;
import io.trixter.netem.kernel.Op;
import io.trixter.netem.kernel.RuleChain;
import io.trixter.netem.nio.loop.Direction;
import io.trixter.netem.nio.loop.Operation;
import java.io.IOException;
import java.nio.channels.CompletionHandler;
import java.nio.channels.NotYetConnectedException;
import java.util.List;

/**
 * The stage that consecutive rules make: past them while they are off, else by a {@link
 * ChainWrite}. A half-close for which the rules wait follows the writes before it.
 */
final class RuleSink extends Stage {
  final RuleChain chain;
  private final ChainWrite writes;
  private final ChainWrite ends;
  private final DueRules dueRules;
  private boolean endAwaitsWrite;
  private boolean ending;
  private Throwable endFailure;

  RuleSink(FaultChannel channel, List<Part> parts) {
    super(channel, parts);
    chain = new RuleChain(Part.writings(parts), false);
    writes = new ChainWrite(this, Op.WRITE);
    ends = new ChainWrite(this, Op.SHUTDOWN);
    dueRules = new DueRules(this);
  }

  /** Makes the chain consist of the active rules, and lets what waits ask it again. */
  @Override
  void apply(List<Part> present) {
    chain.edit(Part.writings(parts.stream().filter(present::contains).toList()));
    writes.changed();
    ends.changed();
    dueRules.schedule();
  }

  /** Whether an operation has the chain. Reactor's thread. */
  boolean isBusy() {
    return writes.isActive() || ends.isActive();
  }

  /** Ends the stream for the next stage, as a rule will have it. Reactor's thread. */
  void endNext(boolean reset) {
    channel.endedBy(parts.get(0).rules().name());
    pass(reset ? End.RESET : End.CLOSE);
  }

  private void pass(End end) {
    try {
      next.end(end);
    } catch (IOException | RuntimeException e) {
      channel.reset();
    }
  }

  @Override
  public boolean passes() {
    return writes.isIdle() && !ends.isClaimed() && chain.isOff(); // published by the claims
  }

  /** Lets the rules count what has passed since their last operation. Reactor's thread. */
  void countPassed() {
    chain.positions().passed(newlyEntered());
  }

  @Override
  public long entered() {
    if (!isBusy()) {
      countPassed();
    }
    return chain.positions().ofCaller();
  }

  @Override
  Operation<?> writing() {
    return writes;
  }

  @Override
  public void end(End end) throws IOException {
    if (passes()) {
      next.end(end);
    } else if (!channel.isOpen()) {
      throw channel.afterClose();
    } else if (!channel.isConnected()) {
      throw new NotYetConnectedException();
    } else if (end != End.HALF_CLOSE && outputShutdown) {
      channel.reactor().run(() -> endAnew(end));
    } else if (ends.claim()) {
      outputShutdown = true;
      ends.end = end;
      channel.reactor().run(this::startEnd);
      if (channel.reactor().inReactor() && endFailure instanceof IOException now) {
        throw now;
      }
    }
  }

  /** The stream, which has been or is being half-closed, ends with the connection. */
  private void endAnew(End end) {
    ends.end = end;
    if (!ends.isClaimed()) {
      pass(end);
    }
  }

  private void startEnd() {
    endAwaitsWrite = writes.isActive();
    if (!endAwaitsWrite) {
      ending = true;
      ends.submit(null, new EndHandler(), 0);
    }
  }

  /** Whether the half-close has begun, so that a write comes too late. Reactor's thread. */
  boolean isEnding() {
    return ending;
  }

  /** An operation has ended: the half-close that waited for it may start. Reactor's thread. */
  void operationEnded() {
    newlyEntered(); // the chain has counted it
    if (endAwaitsWrite) {
      channel.reactor().execute(this::startEnd);
    }
    dueRules.schedule();
  }

  private final class EndHandler implements CompletionHandler<Object, Object> {
    @Override
    public void completed(Object result, Object attachment) {
      tellDrained();
    }

    @Override
    public void failed(Throwable thrown, Object attachment) {
      endFailure = thrown;
      tellDrained();
      channel.abortLater(null); // after those who wait for the half-close have heard why
    }
  }

  @Override
  Throwable failure() {
    return endFailure;
  }

  @Override
  boolean holds() {
    return ends.isClaimed();
  }

  @Override
  public int room(int wanted, Runnable task) {
    return next.room(wanted, task);
  }

  @Override
  public void check() {
    Direction.WRITE.check(writes);
    next.check();
  }

  @Override
  public void abandonWrite() {
    writes.abandon();
    next.abandonWrite();
  }

  @Override
  public void closed() {
    writes.changed();
    ends.changed();
    dueRules.stop();
    super.closed();
  }
}
