package io.trixter.proxy;

import static io.trixter.proxy.relay.Log.LOG;

import java.util.function.Consumer;

/**
 * Writes a line of the log for each event. For a proxy with the default name and a host of its own,
 * which is the only one of most programs, writes only the events of its connections and faults. Any
 * thread.
 */
final class EventLog implements Consumer<ProxyEvent> {
  @Override
  public void accept(ProxyEvent event) {
    if (LOG.isInfoEnabled() && isTold(event)) {
      LOG.info(event.toString());
    }
  }

  private static boolean isTold(ProxyEvent event) {
    boolean aboutTheProxyItself =
        event instanceof ProxyEvent.ProxyAdded
            || event instanceof ProxyEvent.ProxyChanged
            || event instanceof ProxyEvent.ProxyRemoved;
    return !aboutTheProxyItself || !event.proxy().isNameless();
  }
}
