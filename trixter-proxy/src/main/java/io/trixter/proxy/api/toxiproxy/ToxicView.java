package io.trixter.proxy.api.toxiproxy;

import io.trixter.proxy.api.http.JsonWriter;
import io.trixter.proxy.fault.Attribute;
import io.trixter.proxy.fault.FaultSpec;

/** A fault as Toxiproxy's JSON, whose members have a fixed order. */
public final class ToxicView {
  private ToxicView() {}

  /** Writes it as answers have it, which requests take as it is. */
  public static JsonWriter write(JsonWriter json, FaultSpec fault) {
    json.open().name("attributes").open();
    for (Attribute each : fault.type().attributes()) {
      Number value = fault.attributes().get(each.name());
      if (each.isAnsweredAt(value)) {
        json.field(each.name(), value);
      }
    }
    json.close().field("name", fault.name()).field("type", fault.type().name());
    json.field("stream", fault.direction().label());
    return json.field("toxicity", (Number) fault.toxicity()).close();
  }
}
