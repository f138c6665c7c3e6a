package io.trixter.proxy.api.toxiproxy;

import io.trixter.proxy.Faults;
import io.trixter.proxy.Proxy;
import io.trixter.proxy.SharedFault;
import io.trixter.proxy.api.http.JsonWriter;
import java.util.List;

/** Proxies and their faults as Toxiproxy's JSON, whose members have a fixed order. */
final class Views {
  private Views() {}

  /** An object from name to proxy. */
  static String proxies(List<Proxy> proxies) {
    JsonWriter json = new JsonWriter().open();
    for (Proxy proxy : proxies) {
      write(json.name(proxy.name()), proxy);
    }
    return json.close().toString();
  }

  static String proxy(Proxy proxy) {
    return write(new JsonWriter(), proxy).toString();
  }

  /** What {@code /populate} answers: the proxies alone. */
  static String populated(List<Proxy> proxies) {
    return write(new JsonWriter().open(), proxies).close().toString();
  }

  /** What {@code /populate} answers when it came no further. */
  static String populated(int status, String error, List<Proxy> proxies) {
    JsonWriter json = new JsonWriter().open().field("error", error).field("status", status);
    return write(json, proxies).close().toString();
  }

  static String toxics(Faults faults) {
    return write(new JsonWriter(), faults).toString();
  }

  static String toxic(SharedFault fault) {
    return ToxicView.write(new JsonWriter(), fault.spec()).toString();
  }

  private static JsonWriter write(JsonWriter json, List<Proxy> proxies) {
    json.name("proxies").openArray();
    for (Proxy proxy : proxies) {
      write(json, proxy);
    }
    return json.closeArray();
  }

  private static JsonWriter write(JsonWriter json, Proxy proxy) {
    json.open().field("name", proxy.name()).field("listen", proxy.listen());
    json.field("upstream", proxy.upstream()).field("enabled", proxy.isEnabled());
    return write(json.name("toxics"), proxy.faults()).close();
  }

  private static JsonWriter write(JsonWriter json, Faults faults) {
    json.openArray();
    for (SharedFault fault : faults.list()) {
      ToxicView.write(json, fault.spec());
    }
    return json.closeArray();
  }
}
