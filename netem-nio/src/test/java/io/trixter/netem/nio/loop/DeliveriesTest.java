package io.trixter.netem.nio.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.netem.nio.Outcome;
import java.nio.channels.CompletionHandler;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeliveriesTest {
  private final List<Throwable> reported = new ArrayList<>();
  private final VirtualReactor reactor = new VirtualReactor();

  /** An operation that succeeds as soon as it starts. */
  private static final class Immediate extends Operation<Object> {
    Immediate(Reactor reactor) {
      super(reactor);
    }

    @Override
    protected boolean isOpen() {
      return true;
    }

    @Override
    protected void start() {
      complete("done");
    }
  }

  /** Starts the next operation until {@code left} is used up; notes how deep the calls nest. */
  private final class Chain implements CompletionHandler<Object, Object> {
    private final Immediate operation = new Immediate(reactor);
    private int left;
    private int depth;
    private int deepest;

    Chain(int left) {
      this.left = left;
    }

    void next() {
      assertThat(operation.claim()).isTrue();
      operation.submit(null, this, 0);
    }

    @Override
    public void completed(Object result, Object attachment) {
      depth++;
      deepest = Math.max(deepest, depth);
      if (--left > 0) {
        next();
      }
      depth--;
    }

    @Override
    public void failed(Throwable thrown, Object attachment) {
      throw new AssertionError(thrown);
    }
  }

  @Test
  void callsAHandlerBeforeItReturns() {
    Outcome<Object> outcome = new Outcome<>();
    Immediate operation = new Immediate(reactor);
    operation.claim();
    operation.submit("mine", outcome, 0);
    assertThat(outcome.isDone()).isTrue();
    assertThat(outcome.value()).isEqualTo("done");
    assertThat(outcome.attachment()).isEqualTo("mine");
  }

  @Test
  void nestsSixteenHandlersAndPutsTheDeeperOnesOff() {
    Chain chain = new Chain(100);
    chain.next();
    assertThat(chain.left).isEqualTo(100 - 16);
    reactor.settle();
    assertThat(chain.left).isZero();
    assertThat(chain.deepest).isEqualTo(16);
  }

  @Test
  void runsNoMoreThanItsBudgetOfThoseThatWerePutOff() {
    Deliveries deliveries = new Deliveries(reported::add);
    List<Integer> called = new ArrayList<>();
    deliveries.deliver(nesting(deliveries, called, 20));
    assertThat(called).hasSize(16);
    assertThat(deliveries.isEmpty()).isFalse();
    deliveries.runDeferred(1);
    assertThat(called).hasSize(20);
    assertThat(deliveries.isEmpty()).isTrue();
  }

  /** An ended operation whose handler delivers another one, and so on, {@code levels} deep. */
  private Operation<?> nesting(Deliveries deliveries, List<Integer> called, int levels) {
    return ended(
        () -> {
          called.add(levels);
          if (levels > 1) {
            deliveries.deliver(nesting(deliveries, called, levels - 1));
          }
        });
  }

  @Test
  void keepsTheOrderOfThoseThatWerePutOff() {
    Deliveries deliveries = new Deliveries(reported::add);
    List<String> called = new ArrayList<>();
    Runnable fan =
        () -> {
          for (int i = 0; i < 3; i++) {
            String name = "deep " + i;
            deliveries.deliver(ended(() -> called.add(name)));
          }
        };
    Runnable nested = fan;
    for (int i = 0; i < 15; i++) {
      Runnable inner = nested;
      nested = () -> deliveries.deliver(ended(inner));
    }
    deliveries.deliver(ended(nested));
    assertThat(called).isEmpty();
    deliveries.runDeferred(2);
    assertThat(called).containsExactly("deep 0", "deep 1");
    deliveries.runDeferred(64);
    assertThat(called).containsExactly("deep 0", "deep 1", "deep 2");
  }

  @Test
  void reportsWhatAHandlerThrowsAndGoesOn() {
    Deliveries deliveries = new Deliveries(reported::add);
    RuntimeException boom = new IllegalStateException("boom");
    Error worse = new AssertionError("worse");
    for (int i = 0; i < 20; i++) { // more than the bound: the depth is counted back
      deliveries.deliver(
          ended(
              () -> {
                throw boom;
              }));
    }
    deliveries.deliver(
        ended(
            () -> {
              throw worse;
            }));
    assertThat(reported).hasSize(21).startsWith(boom).endsWith(worse);
    assertThat(deliveries.isEmpty()).isTrue();
  }

  /** An operation that has ended, whose handler does {@code action}. */
  private static Operation<?> ended(Runnable action) {
    Operation<?>[] caught = new Operation<?>[1];
    Immediate operation = new Immediate(new CatchingReactor(caught));
    operation.claim();
    operation.submit(
        null,
        new CompletionHandler<Object, Object>() {
          @Override
          public void completed(Object result, Object attachment) {
            action.run();
          }

          @Override
          public void failed(Throwable thrown, Object attachment) {
            throw new AssertionError(thrown);
          }
        },
        0);
    return caught[0];
  }

  /** Keeps the operation that ended rather than deliver it. */
  private record CatchingReactor(Operation<?>[] caught) implements Reactor {
    @Override
    public long now() {
      return 0;
    }

    @Override
    public boolean inReactor() {
      return true;
    }

    @Override
    public void execute(Runnable task) {
      task.run();
    }

    @Override
    public void arm(Timer timer, long nanos) {}

    @Override
    public void disarm(Timer timer) {}

    @Override
    public void report(Throwable thrown) {
      throw new AssertionError(thrown);
    }

    @Override
    public void deliver(Operation<?> ended) {
      caught[0] = ended;
    }
  }
}
