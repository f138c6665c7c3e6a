package io.trixter.netem.kernel;

/**
 * One rate, without a burst, for any number of streams, each with a {@link Pacer} of its own. The
 * streams' pieces leave one after the other, in the order in which they came; a stream has one
 * piece in this queue at a time, so all that have bytes get their share. A piece is a tenth of a
 * second's worth at most, and shorter the longer the queue is. Idle time earns nothing.
 *
 * <p>Deadlines follow a schedule rather than the clock. When drivers wake late, the next pieces
 * leave earlier, by up to a tenth of a second in all. So are up to 5 ms made up in which a driver
 * writes a piece and brings the next one, which look like idle time. A piece whose stream has gone
 * away takes its time all the same.
 *
 * <p>A new rate applies at once: all that wait then queue again as they ask, pieces of streams that
 * have gone away are forgotten, and what the link has earned at the old rate is kept, up to a tenth
 * of a second's worth.
 *
 * <p>Integer arithmetic for every rate that a {@code long} holds; fractions of a nanosecond are
 * carried. Safe for any thread.
 */
public final class SharedPacer {
  static final long SECOND = 1_000_000_000L;
  private static final long PIECES_PER_SECOND = 10;
  private static final long LARGEST_PIECE = 1 << 30; // times a second's nanoseconds: below 2^61
  private static final long MOST_LATE = SECOND / PIECES_PER_SECOND;
  private static final long TURNAROUND = 5_000_000; // of a busy driver, in nanoseconds

  private long rate; // at the last call; 0 before the first
  private boolean stopped; // at a rate of 0
  private long stoppedAt;
  private long round = 1; // of queueing; each new rate begins one
  private long queued; // bytes of the pieces that have not left
  private Pacer last; // in the queue
  private long end; // when the last piece in the queue is due, by the schedule
  private long fraction; // of a nanosecond, on top of that, in units of 1/rate
  private long left; // when the last piece left, by the clock
  private long late; // how much of the queue's lateness is yet to be made up
  private long latest; // the time of the last call

  /** A pacer whose first piece comes with the first call. */
  public SharedPacer() {}

  synchronized long take(Pacer pacer, long bytesPerSecond, long wanted, long asked) {
    long now = time(asked);
    if (bytesPerSecond <= 0) {
      stop(now);
      return -Rule.NEVER;
    }
    if (stopped || bytesPerSecond != rate) {
      change(bytesPerSecond, now);
    }
    return grant(pacer, wanted, now);
  }

  synchronized void giveUp(Pacer pacer) {
    if (pacer.round == round && pacer.piece > 0) {
      queued -= pacer.piece;
      if (last == pacer) {
        end = pacer.start;
        fraction = pacer.fraction;
      } else if (queued == 0 && end - latest > 0) { // nobody has queued behind it any more
        end = latest;
        fraction = 0;
      }
    }
    pacer.leave();
  }

  /** Returns how many bytes the pacer might send, in part, and takes the time for that from it. */
  synchronized long earned(Pacer pacer, long asked) {
    if (rate == 0 || pacer.round != round) {
      return 0;
    }
    long until = stopped ? stoppedAt : time(asked);
    long nanos = Math.min(until - pacer.start, MOST_LATE);
    if (pacer.piece == 0 || nanos <= 0) {
      return pacer.paid;
    }
    pacer.start = until;
    pacer.fraction = 0;
    return Math.min(pacer.piece, (long) ((double) nanos * rate / SECOND));
  }

  synchronized void pay(Pacer pacer, long bytes) {
    pacer.round = round;
    pacer.paid = bytes;
  }

  /** A thread may bring a time that was read before another's. */
  private long time(long asked) {
    if (rate == 0 || asked - latest > 0) {
      latest = asked;
    }
    return latest;
  }

  private void stop(long now) {
    if (!stopped) {
      stopped = true;
      stoppedAt = now;
    }
  }

  private void change(long bytesPerSecond, long now) {
    if (rate == 0) {
      end = now;
      left = now;
    } else {
      round++;
      end += stopped ? now - stoppedAt : 0;
      if (queued > 0 || end - now > 0) { // or pieces of streams that have gone away
        double earned = (double) queued * SECOND - (double) (end - now) * rate;
        end = now - (long) Math.max(0, Math.min(earned / bytesPerSecond, MOST_LATE));
      }
    }
    rate = bytesPerSecond;
    stopped = false;
    fraction = 0;
    late = 0;
    queued = 0;
    last = null;
  }

  private long grant(Pacer pacer, long wanted, long now) {
    boolean queues = pacer.piece > 0;
    if (pacer.round != round) {
      pacer.round = round;
      pacer.paid = 0;
      pacer.piece = 0;
    }
    if (pacer.paid > 0) {
      return pacer.pay(wanted);
    }
    if (pacer.piece == 0) {
      skipIdleTime(queues, now);
      enqueue(pacer, wanted, now);
    }
    long wait = pacer.due - now;
    if (wait > 0) {
      pacer.waited = true;
      return -wait;
    }
    queued -= pacer.piece;
    late = Math.min(pacer.waited ? MOST_LATE : late, Math.max(0, now - end));
    left = now;
    pacer.paid = pacer.piece;
    pacer.leave();
    return pacer.pay(wanted);
  }

  private void skipIdleTime(boolean queues, long now) {
    long busy = now - left <= TURNAROUND ? TURNAROUND + late : 0;
    long earliest = now - (queues ? MOST_LATE : busy);
    if (earliest - end > 0) {
      end = earliest;
      fraction = 0;
    }
  }

  private void enqueue(Pacer pacer, long wanted, long now) {
    long piece = Math.min(wanted, largestPiece(Math.max(0, end - now)));
    pacer.piece = piece;
    pacer.start = end;
    pacer.fraction = fraction;
    long takes = piece * SECOND + fraction; // in units of 1/rate ns, below 2^64
    end += Long.divideUnsigned(takes, rate);
    fraction = Long.remainderUnsigned(takes, rate);
    pacer.due = end + (fraction > 0 ? 1 : 0);
    queued += piece;
    last = pacer;
  }

  /** So that a thousand streams wait for seconds rather than minutes. */
  private long largestPiece(long ahead) {
    long piece = Math.min(rate / PIECES_PER_SECOND, LARGEST_PIECE);
    long shorter = ahead == 0 ? piece : (long) (piece / (1 + (double) ahead / MOST_LATE));
    return Math.max(1, shorter);
  }
}
