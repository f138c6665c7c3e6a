package io.trixter.proxy.api.toxiproxy;

import io.trixter.proxy.Faults;
import io.trixter.proxy.ProxyHost;
import io.trixter.proxy.SharedFault;
import io.trixter.proxy.api.http.Answer;
import io.trixter.proxy.api.http.ApiException;
import io.trixter.proxy.api.http.JsonProblem;
import io.trixter.proxy.fault.FaultSpec;
import io.trixter.proxy.fault.FaultType;
import io.trixter.proxy.model.Direction;
import java.util.Map;
import java.util.function.Supplier;

/** What Toxiproxy's clients do with the faults of a proxy. Safe for any thread. */
final class ToxicActions {
  private final ProxyHost host;

  ToxicActions(ProxyHost host) {
    this.host = host;
  }

  Answer list(String proxy) {
    return Answer.json(Views.toxics(faults(proxy)));
  }

  Answer show(String proxy, String name) {
    return Answer.json(Views.toxic(fault(proxy, name)));
  }

  Supplier<Answer> create(String proxy, byte[] body) {
    Faults faults = faults(proxy);
    FaultSpec spec = Bodies.read(() -> spec(ToxicRequest.of(body), faults));
    return () -> {
      try {
        return Answer.json(Views.toxic(faults.add(spec)));
      } catch (IllegalArgumentException takenMeanwhile) {
        throw taken();
      }
    };
  }

  /** What a request asks for; refusals come in the order in which Toxiproxy finds them. */
  private static FaultSpec spec(ToxicRequest request, Faults faults) throws JsonProblem {
    Direction direction = request.direction();
    if (direction == null) {
      throw new ApiException(400, "stream was invalid, can be either upstream or downstream");
    }
    FaultType type = request.faultType();
    if (type == null) {
      throw new ApiException(400, "invalid toxic type");
    }
    if (faults.find(request.faultName(type, direction)) != null) {
      throw taken();
    }
    return request.spec(type, direction);
  }

  private static ApiException taken() {
    return new ApiException(409, "toxic already exists");
  }

  Supplier<Answer> update(String proxy, String name, byte[] body) {
    SharedFault fault = fault(proxy, name);
    ToxicRequest request = Bodies.read(() -> ToxicRequest.of(body));
    Map<String, Number> attributes = Bodies.read(() -> request.attributes().of(fault.type()));
    Float toxicity = Bodies.read(() -> request.toxicity(fault.type(), null));
    return () -> {
      if (!fault.updateKnown(attributes, toxicity)) {
        throw unknown();
      }
      return Answer.json(Views.toxic(fault));
    };
  }

  Answer delete(String proxy, String name) {
    return delete(fault(proxy, name));
  }

  /** Removes {@code fault}, which another request may have removed meanwhile. */
  static Answer delete(SharedFault fault) {
    if (!fault.remove()) {
      throw unknown();
    }
    return Answer.noContent();
  }

  private static ApiException unknown() {
    return new ApiException(404, "toxic not found");
  }

  private Faults faults(String proxy) {
    return ProxyActions.find(host, proxy).faults();
  }

  private SharedFault fault(String proxy, String name) {
    SharedFault fault = faults(proxy).find(name);
    if (fault == null) {
      throw unknown();
    }
    return fault;
  }
}
