package io.trixter.proxy.api.dashboard;

import io.trixter.proxy.Metrics;
import io.trixter.proxy.Proxy;
import io.trixter.proxy.SharedFault;
import io.trixter.proxy.api.http.JsonWriter;
import io.trixter.proxy.model.Direction;
import io.trixter.proxy.model.EndCause;
import java.util.List;

/** The data of a {@code summary}: what proxies have counted since they were made. */
final class Summary {
  private Summary() {}

  /** The totals of {@code proxies} at this time, and how long they hold bytes. */
  static JsonWriter of(long time, List<Proxy> proxies, HeldTimes heldTimes) {
    JsonWriter json = EventText.begin(time).name("proxies").openArray();
    for (Proxy proxy : proxies) {
      write(json, proxy, heldTimes);
    }
    return json.closeArray().close();
  }

  private static void write(JsonWriter json, Proxy proxy, HeldTimes heldTimes) {
    Metrics metrics = proxy.metrics();
    json.open().field("proxy", proxy.name()).field("open", proxy.connections().size());
    json.field("bytes_up", metrics.bytesRelayed(Direction.UPSTREAM));
    json.field("bytes_down", metrics.bytesRelayed(Direction.DOWNSTREAM));
    json.field("held_up_ms", tenths(heldTimes.millis(proxy, Direction.UPSTREAM)));
    json.field("held_down_ms", tenths(heldTimes.millis(proxy, Direction.DOWNSTREAM)));
    json.name("ended").open();
    for (EndCause cause : EndCause.values()) {
      json.field(cause.label(), metrics.connectionsEnded(cause));
    }
    json.close().name("faults").open();
    for (SharedFault fault : proxy.faults().list()) {
      json.field(fault.name(), fault.applied());
    }
    json.close().close();
  }

  private static Number tenths(double value) {
    return Math.round(value * 10) / 10.0;
  }
}
