package io.trixter.netem.nio.loop;

import java.util.Objects;

/** An operation that fails as soon as it is submitted. Any thread. */
public final class Refusal extends Operation<Object> {
  private final Throwable reason;

  /** Fails with {@code reason} on {@code reactor}. */
  public Refusal(Reactor reactor, Throwable reason) {
    super(reactor);
    this.reason = Objects.requireNonNull(reason, "reason");
  }

  @Override
  protected boolean isOpen() {
    return true;
  }

  @Override
  protected void start() {
    fail(reason);
  }
}
