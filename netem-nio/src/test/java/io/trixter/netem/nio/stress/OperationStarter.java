package io.trixter.netem.nio.stress;

import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Starts operations, and ends those that have a future. */
final class OperationStarter {
  private static final long LONGEST_TIMEOUT = TimeUnit.MILLISECONDS.toNanos(20);
  private static final int MOST_BUFFERS = 20;
  private static final int MOST_PENDING = 1000;

  private final SharedState state;

  OperationStarter(SharedState state) {
    this.state = state;
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
    Message message = Message.load(count, state.stock, random);
    long timeout = form.isTimed() ? 1 + random.nextLong(LONGEST_TIMEOUT) : 0;
    Transfer transfer =
        new Transfer(state.verifier, lane, form, message, timeout, random.nextLong());
    if (!lane.reading) {
      message.encode(lane.flow.code, transfer.place);
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
    if (state.ledger.pending().size() > MOST_PENDING) {
      return;
    }
    Transfer transfer =
        new Transfer(state.verifier, lane, Form.PLAIN, Message.nothing(), 0, random.nextLong());
    start(transfer);
  }

  private void start(Transfer transfer) {
    state.ledger.begun(transfer);
    try {
      transfer.start();
    } catch (RuntimeException e) {
      state.verifier.refused(transfer, e);
    }
  }

  /** From a handler: mostly starts the next of its kind at once. */
  void goOn(Transfer ended) {
    SplittableRandom random = new SplittableRandom(ended.dice);
    if (!ended.isEmpty() && !state.isEnding() && random.nextInt(4) > 0) {
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
    int dice = random.nextInt(state.isEnding() ? 4 : 400);
    if (dice < 2 && cancel(transfer, dice == 0)) {
      return;
    }
    try {
      int moved = dice < 40 ? future.get(1, TimeUnit.MILLISECONDS) : now(future);
      state.verifier.ended(transfer, moved, null);
    } catch (ExecutionException e) {
      state.verifier.ended(transfer, 0, e.getCause());
    } catch (TimeoutException e) {
      state.ledger.count("futures looked at");
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
    state.verifier.cancelled(transfer, byClosing);
    try {
      state.ledger.violation("cancelled, yet gave " + future.get() + "; " + transfer);
    } catch (CancellationException expected) {
      if (!future.isCancelled() || !future.isDone()) {
        state.ledger.violation("neither cancelled nor done; " + transfer);
      }
    } catch (ExecutionException e) {
      state.ledger.violation("cancelled, yet failed; " + transfer, e);
    }
    return true;
  }
}
