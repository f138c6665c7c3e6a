package io.trixter.proxy.api.dashboard;

import io.trixter.proxy.Connection;
import io.trixter.proxy.Proxy;
import io.trixter.proxy.ProxyEvent;
import io.trixter.proxy.SharedFault;
import io.trixter.proxy.api.http.JsonWriter;
import io.trixter.proxy.api.toxiproxy.ToxicView;
import io.trixter.proxy.model.Direction;
import java.nio.charset.StandardCharsets;

/**
 * Events as server-sent events: a kind, a number, and an object of JSON in one line. See the HTML
 * standard, section 9.2.5, "Parsing an event stream".
 */
final class EventText {
  private EventText() {}

  /** An event with this object as its data. */
  static byte[] of(String kind, long id, JsonWriter data) {
    return ("event: " + kind + "\nid: " + id + "\ndata: " + data + "\n\n")
        .getBytes(StandardCharsets.UTF_8);
  }

  /** What keeps a silent connection alive: a line that clients ignore. */
  static byte[] comment() {
    return ":\n\n".getBytes(StandardCharsets.UTF_8);
  }

  /** Tells how many events were dropped. */
  static byte[] dropped(long id, long time, long events) {
    return of("dropped", id, begin(time).field("dropped", events).close());
  }

  /**
   * An event of a proxy.
   *
   * @param time when it happened, in milliseconds since 1970
   */
  static byte[] of(ProxyEvent event, long id, long time) {
    JsonWriter json = begin(time).field("proxy", event.proxy().name());
    return of(write(event, json), id, json.close());
  }

  /** An object that begins with the time. */
  static JsonWriter begin(long time) {
    return new JsonWriter().open().field("time", time);
  }

  /** Writes what {@code event} tells besides the proxy's name, and returns its kind. */
  private static String write(ProxyEvent event, JsonWriter json) {
    if (event instanceof ProxyEvent.Opened opened) {
      writeSides(json, opened.connection());
      return "opened";
    } else if (event instanceof ProxyEvent.Ended ended) {
      write(json, ended);
      return "ended";
    } else if (event instanceof ProxyEvent.FaultAdded added) {
      return write(json, added.fault(), "fault-added");
    } else if (event instanceof ProxyEvent.FaultChanged changed) {
      return write(json, changed.fault(), "fault-changed");
    } else if (event instanceof ProxyEvent.FaultRemoved removed) {
      return write(json, removed.fault(), "fault-removed");
    } else if (event instanceof ProxyEvent.ProxyAdded) {
      return write(json, event.proxy(), "proxy-added");
    } else if (event instanceof ProxyEvent.ProxyRemoved) {
      return write(json, event.proxy(), "proxy-removed");
    }
    return write(json, event.proxy(), "proxy-changed");
  }

  private static void writeSides(JsonWriter json, Connection connection) {
    json.field("id", connection.id()).field("downstream", connection.downstream());
    json.field("upstream", connection.upstream());
  }

  private static void write(JsonWriter json, ProxyEvent.Ended ended) {
    Connection connection = ended.connection();
    if (connection == null) {
      json.field("downstream", ended.downstream());
    } else {
      writeSides(json, connection);
    }
    json.field("age_ms", ended.ageMillis());
    if (connection != null) {
      json.field("bytes_up", connection.bytes(Direction.UPSTREAM));
      json.field("bytes_down", connection.bytes(Direction.DOWNSTREAM));
    }
    json.field("cause", ended.cause().label());
    if (ended.detail() != null) {
      json.field("detail", ended.detail());
    }
  }

  private static String write(JsonWriter json, SharedFault fault, String kind) {
    ToxicView.write(json.name("fault"), fault.spec());
    return kind;
  }

  private static String write(JsonWriter json, Proxy proxy, String kind) {
    json.field("listen", proxy.listen()).field("upstream", proxy.upstream());
    json.field("enabled", proxy.isEnabled());
    return kind;
  }
}
