package io.trixter.proxy;

import io.trixter.proxy.model.Direction;
import io.trixter.proxy.model.EndCause;
import io.trixter.proxy.relay.LogText;

/**
 * Something that happened to a proxy. As text it is the line of the log: it names the proxy, unless
 * that has the default name and a host of its own.
 */
public sealed interface ProxyEvent {
  /** Returns the proxy that it happened to. */
  Proxy proxy();

  /** Both sides of a connection are open. */
  record Opened(Connection connection) implements ProxyEvent {
    @Override
    public Proxy proxy() {
      return connection.proxy();
    }

    @Override
    public String toString() {
      return line("opened", proxy()) + " " + connection;
    }
  }

  /**
   * A connection has ended.
   *
   * @param connection the connection, or null for a client that was accepted, but whose upstream
   *     was not reached
   * @param downstream the client's address, as {@code ip:port}
   * @param ageMillis how long ago it was accepted
   * @param detail more about the cause, or null
   */
  record Ended(
      Proxy proxy,
      Connection connection,
      String downstream,
      long ageMillis,
      EndCause cause,
      String detail)
      implements ProxyEvent {
    @Override
    public String toString() {
      String who =
          connection == null
              ? "downstream=" + downstream
              : connection
                  + " bytes_up="
                  + connection.bytes(Direction.UPSTREAM)
                  + " bytes_down="
                  + connection.bytes(Direction.DOWNSTREAM);
      String why = detail == null ? cause.text() : cause.text() + ": " + detail;
      return line("ended", proxy) + " " + who + " age_ms=" + ageMillis + " cause=" + why;
    }
  }

  /** The shared fault {@code fault} was added to a proxy. */
  record FaultAdded(Proxy proxy, SharedFault fault) implements ProxyEvent {
    @Override
    public String toString() {
      return line("fault added", proxy) + values(fault);
    }
  }

  /** The shared fault {@code fault} of a proxy was changed. */
  record FaultChanged(Proxy proxy, SharedFault fault) implements ProxyEvent {
    @Override
    public String toString() {
      return line("fault changed", proxy) + values(fault);
    }
  }

  /** The shared fault {@code fault} was removed from a proxy. */
  record FaultRemoved(Proxy proxy, SharedFault fault) implements ProxyEvent {
    @Override
    public String toString() {
      return line("fault removed", proxy) + " fault=" + LogText.of(fault.name());
    }
  }

  /** A proxy was made. */
  record ProxyAdded(Proxy proxy) implements ProxyEvent {
    @Override
    public String toString() {
      return line("proxy added", proxy) + where(proxy);
    }
  }

  /** A proxy listens or goes elsewhere, or was taken up or down. */
  record ProxyChanged(Proxy proxy) implements ProxyEvent {
    @Override
    public String toString() {
      return line("proxy changed", proxy) + where(proxy);
    }
  }

  /** A proxy was removed from its host. */
  record ProxyRemoved(Proxy proxy) implements ProxyEvent {
    @Override
    public String toString() {
      return line("proxy removed", proxy);
    }
  }

  private static String line(String what, Proxy proxy) {
    return proxy.isNameless() ? what : what + " proxy=" + LogText.of(proxy.name());
  }

  private static String values(SharedFault fault) {
    return " fault=" + LogText.of(fault.name()) + " spec=" + LogText.of(fault.spec().toString());
  }

  private static String where(Proxy proxy) {
    return " listen="
        + proxy.listen()
        + " upstream="
        + LogText.of(proxy.upstream())
        + " enabled="
        + proxy.isEnabled();
  }
}
