package io.trixter.proxy;

/**
 * A change of a proxy; what is null stays.
 *
 * @param listen where clients connect, as {@link ProxyConfig#listen()} has it
 * @param upstream where connections go; not empty
 * @param enabled whether it listens
 */
public record ProxyUpdate(String listen, String upstream, Boolean enabled) {
  /** Refuses an empty upstream. */
  public ProxyUpdate {
    Checks.that(upstream == null || !upstream.isEmpty(), "upstream must not be empty", upstream);
  }

  /** Changes nothing. */
  public ProxyUpdate() {
    this(null, null, null);
  }

  /** Returns the same with another address to listen on. */
  public ProxyUpdate listen(String other) {
    return new ProxyUpdate(other, upstream, enabled);
  }

  /** Returns the same with another upstream. */
  public ProxyUpdate upstream(String other) {
    return new ProxyUpdate(listen, other, enabled);
  }

  /** Returns the same, taking the proxy up or down. */
  public ProxyUpdate enabled(boolean other) {
    return new ProxyUpdate(listen, upstream, other);
  }
}
