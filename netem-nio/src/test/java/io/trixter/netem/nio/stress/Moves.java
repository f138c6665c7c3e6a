package io.trixter.netem.nio.stress;

import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Starts operations, and ends those that have a future. */
final class Moves {
  private static final long LONGEST_TIMEOUT = TimeUnit.MILLISECONDS.toNanos(20);
  private static final int MOST_BUFFERS = 20;
  private static final int MOST_PENDING = 1000;

  private final World world;

  Moves(World world) {
    this.world = world;
  }

  /** Starts a read or a write of any form, if none is under way there. */
  void transfer(Lane lane, SplittableRandom random) {
    Form form = Form.any(random);
    Object taking = form;
    if (!lane.take(taking)) {
      return;
    }
    int count =
        !form.isSeveral() ? 1 : 1 + random.nextInt(random.nextInt(10) == 0 ? MOST_BUFFERS : 4);
    Cargo cargo = Cargo.load(count, world.stock, random);
    long timeout = form.isTimed() ? 1 + random.nextLong(LONGEST_TIMEOUT) : 0;
    Transfer transfer = new Transfer(world.judge, lane, form, cargo, timeout, random.nextLong());
    if (!lane.reading) {
      cargo.encode(lane.flow.code, transfer.place);
    }
    if (form.isTimed()) {
      lane.endanger();
    }
    lane.pass(taking, transfer);
    start(transfer);
  }

  /**
   * Starts an operation without anything to move, whatever else is under way there; unless those
   * that are under way everywhere are so many already that a small group falls ever further behind.
   */
  void empty(Lane lane, SplittableRandom random) {
    if (world.ledger.pending().size() > MOST_PENDING) {
      return;
    }
    Transfer transfer =
        new Transfer(world.judge, lane, Form.PLAIN, Cargo.nothing(), 0, random.nextLong());
    start(transfer);
  }

  private void start(Transfer transfer) {
    world.ledger.begun(transfer);
    try {
      transfer.start();
    } catch (RuntimeException e) {
      world.judge.refused(transfer, e);
    }
  }

  /** From a handler: mostly starts the next of its kind at once. */
  void goOn(Transfer ended) {
    SplittableRandom random = new SplittableRandom(ended.dice);
    if (!ended.isEmpty() && !world.isEnding() && random.nextInt(4) > 0) {
      transfer(ended.lane, random);
    }
  }

  /** Looks after the future of what is under way in {@code lane}; may cancel it. */
  void harvest(Lane lane, SplittableRandom random) throws InterruptedException {
    Transfer transfer = lane.transfer();
    if (transfer == null || !transfer.takeHarvest()) {
      return;
    }
    if (!transfer.isOver()) {
      harvest(transfer, random);
    }
    transfer.leaveHarvest();
  }

  private void harvest(Transfer transfer, SplittableRandom random) throws InterruptedException {
    Future<Integer> future = transfer.future();
    int dice = random.nextInt(world.isEnding() ? 4 : 400);
    if (dice < 2 && cancel(transfer, dice == 0)) {
      return;
    }
    try {
      int moved = dice < 40 ? future.get(1, TimeUnit.MILLISECONDS) : now(future);
      world.judge.ended(transfer, moved, null);
    } catch (ExecutionException e) {
      world.judge.ended(transfer, 0, e.getCause());
    } catch (TimeoutException e) {
      world.ledger.count("futures looked at");
    }
  }

  private static int now(Future<Integer> future)
      throws ExecutionException, InterruptedException, TimeoutException {
    if (!future.isDone()) {
      throw new TimeoutException();
    }
    return future.get();
  }

  private boolean cancel(Transfer transfer, boolean byClosing) throws InterruptedException {
    Future<Integer> future = transfer.future();
    if (!transfer.lane.reading) {
      transfer.lane.flow.doubt();
    }
    if (byClosing) {
      transfer.lane.end.closes();
    }
    transfer.lane.endanger();
    if (!future.cancel(byClosing)) {
      return false;
    }
    world.judge.cancelled(transfer, byClosing);
    try {
      world.ledger.violation("cancelled, yet gave " + future.get() + "; " + transfer);
    } catch (CancellationException expected) {
      if (!future.isCancelled() || !future.isDone()) {
        world.ledger.violation("neither cancelled nor done; " + transfer);
      }
    } catch (ExecutionException e) {
      world.ledger.violation("cancelled, yet failed; " + transfer, e);
    }
    return true;
  }
}
