package io.trixter.netem.stream;

import io.trixter.netem.kernel.Opening;
import io.trixter.netem.kernel.Step;
import java.io.IOException;
import java.net.SocketTimeoutException;

/** Opens one socket as the opening rules of its faults will have it. One thread at a time. */
final class Opener {
  private static final long MILLISECOND = 1_000_000;

  private final Opening opening;
  private final Clock clock;
  private final Lifetime lifetime;
  private final Pause pause;
  private final Step step = new Step();
  private boolean refused;

  Opener(Opening opening, Stack stack) {
    this.opening = opening;
    clock = stack.clock();
    lifetime = stack.lifetime();
    pause = new Pause(clock);
    lifetime.add(pause);
  }

  /** Whether a connection that was made already has been refused, and so reset. */
  boolean isRefused() {
    return refused;
  }

  /** Opens a connection that is made already: does not wait, because its first operation will. */
  void connected() {
    refused = opening.next(clock.now(), step) && step.kind() == Step.Kind.FAIL;
    if (refused) {
      lifetime.kill(opening.refuse());
    }
  }

  /**
   * Waits until the connection may be made, or closes the socket and fails.
   *
   * @param millis the timeout of connecting; 0 is none
   * @return what is left of the timeout
   */
  int await(int millis) throws IOException {
    long begun = clock.now();
    try {
      open(millis * MILLISECOND, begun);
      return millis == 0 ? 0 : (int) ((left(millis * MILLISECOND, begun) - 1) / MILLISECOND) + 1;
    } catch (IOException e) {
      lifetime.close();
      throw e;
    }
  }

  private void open(long timeout, long begun) throws IOException {
    try {
      while (opening.next(clock.now(), step)) {
        if (step.kind() == Step.Kind.FAIL) {
          throw step.failure();
        }
        boolean listens = pause.listensTo(opening.waitingFor());
        if (listens && step.untilSet() && timeout == 0) {
          pause.awaitWake(); // no time passes for what none ends
        } else if (listens) {
          pause.await(Math.min(step.nanos(), left(timeout, begun)));
        }
        lifetime.check();
      }
    } finally {
      pause.stopListening();
    }
  }

  private long left(long timeout, long begun) throws SocketTimeoutException {
    if (timeout == 0) {
      return Long.MAX_VALUE;
    }
    long left = timeout - (clock.now() - begun);
    if (left <= 0) {
      throw new SocketTimeoutException("Connect timed out");
    }
    return left;
  }
}
