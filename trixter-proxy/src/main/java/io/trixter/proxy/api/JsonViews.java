package io.trixter.proxy.api;

import io.trixter.proxy.Connection;
import io.trixter.proxy.Proxy;
import io.trixter.proxy.api.http.JsonWriter;
import io.trixter.proxy.model.ConnectionKnobs;
import io.trixter.proxy.model.Direction;
import io.trixter.proxy.model.Knobs;
import java.time.Duration;
import java.util.List;

/** The model as JSON: the reference's fields first and in its order, ours after them. */
final class JsonViews {
  /** What a connection shows that has no knobs of its own; asking for them would create them. */
  private static final ConnectionKnobs OFF = new ConnectionKnobs();

  private JsonViews() {}

  static String connections(List<Connection> connections) {
    JsonWriter json = new JsonWriter().openArray();
    for (Connection connection : connections) {
      write(json, connection);
    }
    return json.closeArray().toString();
  }

  static String connection(Connection connection) {
    JsonWriter json = new JsonWriter();
    write(json, connection);
    return json.toString();
  }

  static String knobs(ConnectionKnobs knobs) {
    JsonWriter json = new JsonWriter();
    write(json, knobs);
    return json.toString();
  }

  static String proxy(Proxy proxy) {
    return new JsonWriter()
        .open()
        .field("listen", proxy.listen())
        .field("upstream", proxy.upstream())
        .field("enabled", proxy.isEnabled())
        .unsignedField("seed", proxy.seed())
        .close()
        .toString();
  }

  private static void write(JsonWriter json, Connection connection) {
    json.open().name("conn_info").open();
    json.field("id", connection.id());
    json.field("downstream", connection.downstream());
    json.field("upstream", connection.upstream()).close();
    ConnectionKnobs knobs = connection.isOff() ? OFF : connection.knobs();
    Knobs up = knobs.upstream();
    write(json, "delay", up.delay().get());
    writeRest(json, up);
    json.name("directions");
    write(json, knobs);
    json.field("age_ms", connection.ageMillis());
    json.field("bytes_up", connection.bytes(Direction.UPSTREAM));
    json.field("bytes_down", connection.bytes(Direction.DOWNSTREAM));
    json.field("proxy", connection.proxy().name()).close();
  }

  private static void write(JsonWriter json, ConnectionKnobs knobs) {
    json.open().name("upstream");
    write(json, knobs.upstream());
    json.name("downstream");
    write(json, knobs.downstream());
    json.close();
  }

  private static void write(JsonWriter json, Knobs knobs) {
    json.open();
    write(json, "delay", knobs.delay().get());
    write(json, "jitter", knobs.jitter().get());
    writeRest(json, knobs);
    json.close();
  }

  private static void writeRest(JsonWriter json, Knobs knobs) {
    json.field("throttle_rate", knobs.throttle().get());
    json.field("slice_size", knobs.slice().get());
    json.field("terminate_probability_rate", knobs.termination().get());
    json.field("corrupt_probability_rate", knobs.corruption().get());
  }

  private static void write(JsonWriter json, String name, Duration duration) {
    json.name(name).open();
    json.field("secs", duration.getSeconds()).field("nanos", duration.getNano()).close();
  }
}
