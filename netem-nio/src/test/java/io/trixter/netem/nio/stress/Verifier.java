package io.trixter.netem.nio.stress;

import java.io.IOException;
import java.nio.channels.InterruptedByTimeoutException;
import java.nio.channels.ReadPendingException;
import java.nio.channels.WritePendingException;

/** Checks the end of every operation against what is allowed, and frees its lane. */
final class Verifier {
  private final SharedState state;

  Verifier(SharedState state) {
    this.state = state;
  }

  /** A handler was called. */
  void called(Transfer transfer, Transfer attachment, long moved, Throwable thrown) {
    try {
      if (attachment != transfer) {
        violation("the attachment is another's", transfer, thrown);
      }
      state.handlers.check(transfer);
      if (ended(transfer, moved, thrown)) {
        state.starter.goOn(transfer);
      }
    } catch (Throwable e) {
      violation("the test itself failed", transfer, e);
    }
  }

  /** The operation ended, by its handler or by its future; whether its lane is free now. */
  boolean ended(Transfer transfer, long moved, Throwable thrown) {
    if (!transfer.endsOnce()) {
      violation("an operation ended twice, now with " + moved, transfer, thrown);
      return false;
    }
    String problem = thrown == null ? moved(transfer, moved) : failed(transfer, thrown);
    if (problem != null) {
      violation(problem, transfer, thrown);
    }
    letGo(transfer);
    return thrown == null && moved >= 0;
  }

  private String moved(Transfer transfer, long moved) {
    if (transfer.isEmpty()) {
      return moved == 0 || moved == -1 ? null : "an empty operation moved " + moved;
    }
    Lane lane = transfer.lane;
    state.ledger.count(lane.reading ? "reads" : "writes");
    if (transfer.form.isTimed() && !state.kind.timersEndInTime()) {
      lane.retire();
    }
    if (lane.reading && moved == -1) {
      return streamEnded(transfer);
    }
    if (moved < 0 || (moved == 0 && transfer.message.size() > 0)) {
      return "moved " + moved;
    }
    state.ledger.count("bytes", moved);
    Flow flow = lane.flow;
    if (lane.reading) {
      flow.received(moved);
      return transfer.message.readProblem(flow.code, transfer.place, moved);
    }
    flow.sent(moved);
    return transfer.message.writeProblem(flow.code, transfer.place, moved);
  }

  private String streamEnded(Transfer transfer) {
    state.ledger.count("ends of stream");
    transfer.lane.retire();
    String problem = transfer.lane.flow.endProblem();
    return problem != null
        ? problem
        : transfer.message.readProblem(transfer.lane.flow.code, transfer.place, 0);
  }

  private String failed(Transfer transfer, Throwable thrown) {
    state.ledger.count(thrown.getClass().getSimpleName());
    Lane lane = transfer.lane;
    if (!(thrown instanceof IOException || isTwoAtOnce(thrown))) {
      return "an operation may not fail with this";
    }
    if (transfer.isEmpty()) {
      return null;
    }
    lane.retire();
    if (!lane.reading) {
      lane.flow.doubt();
    }
    if (thrown instanceof InterruptedByTimeoutException) {
      long early = transfer.timeout - transfer.nanosSinceBegun();
      if (transfer.timeout == 0 || early > 0) {
        return "timed out " + early + " ns early";
      }
    }
    return transfer.message.failureProblem(lane.reading, lane.flow.code, transfer.place);
  }

  /**
   * Faults whose knobs are set meanwhile may pass two operations, of which the lower refuses one.
   */
  private boolean isTwoAtOnce(Throwable thrown) {
    return state.kind.isFaulty() && isPending(thrown);
  }

  private static boolean isPending(Throwable thrown) {
    return thrown instanceof ReadPendingException || thrown instanceof WritePendingException;
  }

  /** The call that should have started the operation threw. */
  void refused(Transfer transfer, RuntimeException thrown) {
    state.ledger.count(thrown.getClass().getSimpleName());
    boolean killed =
        thrown.getClass() == IllegalStateException.class && transfer.lane.isEndangered();
    if (!transfer.endsOnce() || !(isPending(thrown) || killed)) {
      violation("an operation was refused", transfer, thrown);
    }
    letGo(transfer);
  }

  /** The operation's future was cancelled, and said so. */
  void cancelled(Transfer transfer, boolean byClosing) {
    state.ledger.count(byClosing ? "cancelled by closing" : "cancelled");
    transfer.lane.retire();
    if (!transfer.endsOnce()) {
      violation("cancelled after it had ended", transfer, null);
    }
    if (byClosing && transfer.lane.end.channel.isOpen()) {
      violation("cancel(true) left the channel open", transfer, null);
    }
    if (state.kind.cancelFreezesBuffers()) {
      transfer.message.forEach(
          buffer -> state.bufferWatch.watchCancelled(buffer, "cancelled " + transfer));
    }
    state.ledger.ended(transfer);
    transfer.lane.leave(transfer);
  }

  private void letGo(Transfer transfer) {
    String whose = transfer.toString();
    transfer.message.forEach(buffer -> state.bufferWatch.watchEnded(buffer, whose));
    state.ledger.ended(transfer);
    transfer.lane.leave(transfer);
  }

  private void violation(String what, Transfer transfer, Throwable thrown) {
    Throwable where = thrown == null ? new Throwable("seen here") : thrown;
    state.ledger.violation(what + "; " + transfer, where);
  }
}
