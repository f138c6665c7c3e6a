package io.trixter.proxy.api;

import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/** What one method does on one path. */
sealed interface Action {
  /** Does without a body: none is read, and no content type is asked for. */
  record Bodiless(Supplier<Answer> answer) implements Action {}

  /** Reads a body and does what it asks, all or nothing. */
  record Change(Function<JsonFields, Runnable> reader) implements Action {
    /** A change in two steps: first the body is read whole, then it is applied. */
    static <T> Change of(Function<JsonFields, T> read, Consumer<T> apply) {
      return new Change(
          fields -> {
            T wanted = read.apply(fields);
            return () -> apply.accept(wanted);
          });
    }
  }
}
