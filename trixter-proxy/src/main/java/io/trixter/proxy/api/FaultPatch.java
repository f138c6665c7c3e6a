package io.trixter.proxy.api;

import io.trixter.proxy.Proxy;
import io.trixter.proxy.model.ConnectionKnobs;
import io.trixter.proxy.model.Direction;
import java.util.function.Function;

/**
 * The body of a PATCH of one fault.
 *
 * @param setting where its knobs shall stand
 * @param direction in which direction alone, or null for both
 */
record FaultPatch(Setting setting, Direction direction) {
  private static final String DIRECTION = "direction";
  private static final String DELAY = "delay_ms";
  private static final String JITTER = "jitter_ms";
  private static final String RATE = "rate_bytes";
  private static final String SIZE = "size_bytes";
  private static final String PROBABILITY = "probability_rate";

  /** How to read the body for {@code fault}, or null when there is no such fault. */
  static Function<JsonFields, FaultPatch> reader(String fault) {
    return switch (fault) {
      case "delay" -> FaultPatch::delay;
      case "throttle" -> fields -> rest(fields, RATE, new Setting.Throttle(fields.size(RATE)));
      case "slice" -> fields -> rest(fields, SIZE, new Setting.Slice(fields.size(SIZE)));
      case "termination" ->
          fields -> rest(fields, PROBABILITY, new Setting.Termination(fields.number(PROBABILITY)));
      case "corruption" ->
          fields -> rest(fields, PROBABILITY, new Setting.Corruption(fields.number(PROBABILITY)));
      default -> null;
    };
  }

  private static FaultPatch delay(JsonFields fields) {
    Setting setting = new Setting.Delay(fields.millis(DELAY), fields.millisOrZero(JITTER));
    fields.only(DELAY, JITTER, DIRECTION);
    return new FaultPatch(setting, fields.direction(DIRECTION));
  }

  private static FaultPatch rest(JsonFields fields, String field, Setting setting) {
    fields.only(field, DIRECTION);
    return new FaultPatch(setting, fields.direction(DIRECTION));
  }

  void check() {
    setting.check();
  }

  /** Sets the knobs of one connection, or the defaults. */
  void set(ConnectionKnobs knobs) {
    for (Direction each : Direction.values()) {
      if (direction == null || direction == each) {
        setting.set(knobs.of(each));
      }
    }
  }

  /** Sets the knobs of all connections, those being opened included. */
  void setConnections(Proxy proxy) {
    if (direction == null) {
      proxy.setConnections(setting::set);
    } else {
      proxy.setConnections(direction, setting::set);
    }
  }

  /** Sets the defaults and the knobs of all connections in one step. */
  void setAll(Proxy proxy) {
    if (direction == null) {
      proxy.set(setting::set);
    } else {
      proxy.set(direction, setting::set);
    }
  }
}
