package io.trixter.netem.nio.loop;

import java.util.function.Consumer;

/**
 * Calls handlers inline up to a recursion bound and puts the deeper ones off, so that a handler
 * that starts the next operation never overflows the stack. A queue of the operations themselves,
 * so that nothing is allocated. Confined to a reactor's thread.
 */
public final class Deliveries {
  private static final int DEEPEST = 16;

  private final Consumer<Throwable> report;
  private Operation<?> first; // of those that were put off
  private Operation<?> last;
  private int depth;

  /** Deliveries that hand what a handler throws to {@code report}. */
  public Deliveries(Consumer<Throwable> report) {
    this.report = report;
  }

  /** Calls the handler of {@code ended}: now, or from {@link #runDeferred}. */
  public void deliver(Operation<?> ended) {
    if (depth >= DEEPEST) {
      defer(ended);
      return;
    }
    depth++;
    try {
      ended.callHandler();
    } catch (Throwable thrown) {
      report.accept(thrown);
      if (thrown instanceof OutOfMemoryError error) {
        ended.handlerLackedMemory(error);
      }
    } finally {
      depth--;
    }
  }

  /** Has {@link #runDeferred} call the handler of {@code ended}. */
  public void defer(Operation<?> ended) {
    if (first == null) {
      first = ended;
    } else {
      last.nextDeferred = ended;
    }
    last = ended;
  }

  /** Whether nothing was put off. */
  public boolean isEmpty() {
    return first == null;
  }

  /** Calls at most {@code most} of the handlers that were put off. */
  public void runDeferred(int most) {
    for (int i = 0; i < most && first != null; i++) {
      Operation<?> next = first;
      first = next.nextDeferred;
      next.nextDeferred = null;
      deliver(next);
    }
  }
}
