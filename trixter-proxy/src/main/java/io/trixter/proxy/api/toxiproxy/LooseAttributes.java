package io.trixter.proxy.api.toxiproxy;

import io.trixter.proxy.api.http.JsonProblem;
import io.trixter.proxy.fault.Attribute;
import io.trixter.proxy.fault.FaultType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The attributes of a fault whose type is not known yet, in the order of the text. */
public final class LooseAttributes {
  private final List<Named> all = new ArrayList<>();

  private record Named(String name, LenientJson.Loose value) {}

  LooseAttributes() {}

  void add(String name, LenientJson.Loose value) {
    all.add(new Named(name, value));
  }

  /**
   * The values of those that {@code type} has; of several of one name the last one counts. Others
   * are ignored.
   *
   * @throws JsonProblem if one of them is no number, or out of its range
   */
  Map<String, Number> of(FaultType type) throws JsonProblem {
    Map<String, Number> values = new LinkedHashMap<>();
    for (Named each : all) {
      Attribute attribute = type.attribute(each.name());
      if (attribute != null && !each.value().isNull()) {
        values.put(each.name(), each.value().as(attribute));
      }
    }
    return values;
  }

  /**
   * Refuses names that {@code type} does not have, as a request does not.
   *
   * @throws JsonProblem at the first such name
   */
  void requireKnown(FaultType type) throws JsonProblem {
    for (Named each : all) {
      try {
        type.requireKnown(List.of(each.name()));
      } catch (IllegalArgumentException e) {
        throw each.value().problem(e.getMessage());
      }
    }
  }
}
