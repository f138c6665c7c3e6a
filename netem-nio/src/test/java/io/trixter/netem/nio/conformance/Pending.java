package io.trixter.netem.nio.conformance;

import io.trixter.netem.nio.Outcome;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** An operation that was started, whichever its form: how it ends, waited for but not for ever. */
interface Pending<V> {
  V value();

  /** What it failed with; for a future, the cause that its {@code get} names. */
  Throwable failure();

  boolean endsWithin(Duration time) throws InterruptedException;

  static <V> Pending<V> of(Outcome<V> outcome) {
    return new Pending<>() {
      @Override
      public V value() {
        return outcome.value();
      }

      @Override
      public Throwable failure() {
        return outcome.failure();
      }

      @Override
      public boolean endsWithin(Duration time) throws InterruptedException {
        return outcome.endsWithin(time);
      }
    };
  }

  static <V> Pending<V> of(Future<V> future) {
    return new Pending<>() {
      @Override
      public V value() {
        try {
          return future.get(Operations.PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
          throw new AssertionError("the operation failed", e.getCause());
        } catch (InterruptedException | TimeoutException e) {
          throw new AssertionError("the operation did not end", e);
        }
      }

      @Override
      public Throwable failure() {
        try {
          V value = future.get(Operations.PATIENCE.toSeconds(), TimeUnit.SECONDS);
          throw new AssertionError("the operation gave " + value);
        } catch (ExecutionException e) {
          return e.getCause();
        } catch (InterruptedException | TimeoutException e) {
          throw new AssertionError("the operation did not end", e);
        }
      }

      @Override
      public boolean endsWithin(Duration time) throws InterruptedException {
        try {
          future.get(time.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException failed) {
          return true;
        } catch (TimeoutException e) {
          return false;
        }
        return true;
      }
    };
  }
}
