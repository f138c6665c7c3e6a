package io.trixter.netem.nio.loop;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;

/**
 * Calls handlers inline up to a recursion bound and puts the deeper ones off, so that a handler
 * that starts the next operation never overflows the stack. Confined to a reactor's thread.
 */
public final class Deliveries {
  private static final int DEEPEST = 16;

  private final Queue<Operation<?>> deferred = new ArrayDeque<>();
  private final Consumer<Throwable> report;
  private int depth;

  /** Deliveries that hand what a handler throws to {@code report}. */
  public Deliveries(Consumer<Throwable> report) {
    this.report = report;
  }

  /** Calls the handler of {@code ended}: now, or from {@link #runDeferred}. */
  public void deliver(Operation<?> ended) {
    if (depth >= DEEPEST) {
      deferred.add(ended);
      return;
    }
    depth++;
    try {
      ended.callHandler();
    } catch (Throwable thrown) {
      report.accept(thrown);
    } finally {
      depth--;
    }
  }

  /** Has {@link #runDeferred} call the handler of {@code ended}. */
  public void defer(Operation<?> ended) {
    deferred.add(ended);
  }

  /** Whether nothing was put off. */
  public boolean isEmpty() {
    return deferred.isEmpty();
  }

  /** Calls at most {@code most} of the handlers that were put off. */
  public void runDeferred(int most) {
    for (int i = 0; i < most && !deferred.isEmpty(); i++) {
      deliver(deferred.remove());
    }
  }
}
