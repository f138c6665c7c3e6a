package io.trixter.proxy.api;

import io.trixter.netem.Network;
import io.trixter.netem.Networks;
import io.trixter.proxy.api.http.JsonWriter;
import io.trixter.proxy.api.toxiproxy.ToxicView;
import io.trixter.proxy.fault.Attribute;
import io.trixter.proxy.fault.FaultCatalog;
import io.trixter.proxy.fault.FaultSpec;
import io.trixter.proxy.fault.FaultType;
import io.trixter.proxy.fault.NetworkFaults;

/** The types of fault, and the ready-made networks, as JSON. */
final class CatalogView {
  private CatalogView() {}

  static String json() {
    JsonWriter json = new JsonWriter().open().name("types").openArray();
    for (FaultType type : FaultCatalog.types()) {
      json.open().field("name", type.name()).field("text", type.summary());
      json.name("attributes").openArray();
      for (Attribute attribute : type.attributes()) {
        write(json, attribute);
      }
      json.closeArray().field("acts_on", type.scope().label()).close();
    }
    json.closeArray().name("networks").openArray();
    for (Network network : Networks.all()) {
      write(json, network);
    }
    return json.closeArray().close().toString();
  }

  private static void write(JsonWriter json, Network network) {
    json.open().field("name", network.name()).field("source", network.source());
    json.name("toxics").openArray();
    for (FaultSpec fault : NetworkFaults.of(network)) {
      ToxicView.write(json, fault);
    }
    json.closeArray().close();
  }

  private static void write(JsonWriter json, Attribute attribute) {
    json.open().field("name", attribute.name()).field("unit", attribute.unit());
    json.field("type", attribute.isWhole() ? "integer" : "number");
    json.field("min", attribute.least()).field("max", attribute.most());
    json.field("default", attribute.defaultValue()).field("text", attribute.help()).close();
  }
}
