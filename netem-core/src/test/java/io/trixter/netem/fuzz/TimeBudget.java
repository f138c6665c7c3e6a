package io.trixter.netem.fuzz;

import java.util.List;
import net.jqwik.api.lifecycle.AroundTryHook;
import net.jqwik.api.lifecycle.Lifespan;
import net.jqwik.api.lifecycle.Store;
import net.jqwik.api.lifecycle.TryExecutionResult;
import net.jqwik.api.lifecycle.TryExecutor;
import net.jqwik.api.lifecycle.TryLifecycleContext;

/** Ends a property, as held, when its time is over. */
public final class TimeBudget implements AroundTryHook {
  private static final long NANOS =
      (long) (1e9 * Double.parseDouble(System.getProperty("netem.fuzz.seconds", "0.3")));

  @Override
  public TryExecutionResult aroundTry(
      TryLifecycleContext context, TryExecutor attempt, List<Object> parameters) {
    Store<Long> start = Store.getOrCreate(TimeBudget.class, Lifespan.PROPERTY, System::nanoTime);
    TryExecutionResult result = attempt.execute(parameters);
    boolean over = System.nanoTime() - start.get() > NANOS;
    return over && result.isSatisfied() ? TryExecutionResult.satisfied(true) : result;
  }
}
