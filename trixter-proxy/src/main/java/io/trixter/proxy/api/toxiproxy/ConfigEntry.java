package io.trixter.proxy.api.toxiproxy;

import io.trixter.proxy.Proxy;
import io.trixter.proxy.ProxyConfig;
import io.trixter.proxy.ProxyHost;
import io.trixter.proxy.api.http.JsonProblem;
import io.trixter.proxy.fault.FaultSpec;
import io.trixter.proxy.fault.FaultType;
import io.trixter.proxy.model.Direction;
import io.trixter.proxy.model.HostPort;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A proxy of a configuration file, checked as far as can be done without listening.
 *
 * @param proxy the proxy
 * @param faults what its connections start with
 */
public record ConfigEntry(ProxyRequest proxy, List<FaultSpec> faults) {
  /**
   * Reads a file: what {@code POST /populate} takes, and for each proxy {@code toxics}.
   *
   * @throws JsonProblem if it is wrong
   */
  public static List<ConfigEntry> read(byte[] file) throws JsonProblem {
    Set<String> names = new HashSet<>();
    List<ConfigEntry> entries = new ArrayList<>();
    for (ProxyRequest proxy : ProxyRequest.file(file)) {
      check(proxy);
      if (!names.add(proxy.name())) {
        throw problem("proxy already exists: " + proxy.name(), proxy.line());
      }
      entries.add(new ConfigEntry(proxy, faults(proxy.toxics())));
    }
    return entries;
  }

  /**
   * Starts the proxy, whose faults are in force before it accepts a connection.
   *
   * @param like what it is like, but for its name, its addresses and whether it listens
   * @param common faults that it has before its own, unless one of its own has the name
   * @throws IOException if it cannot listen
   */
  public void start(ProxyHost host, ProxyConfig like, List<FaultSpec> common) throws IOException {
    Set<String> own = faults.stream().map(FaultSpec::name).collect(Collectors.toSet());
    Proxy started = host.bind(proxy.config(like));
    for (FaultSpec each : common) {
      if (!own.contains(each.name())) {
        started.faults().add(each);
      }
    }
    faults.forEach(started.faults()::add);
    started.serve();
  }

  private static void check(ProxyRequest proxy) throws JsonProblem {
    if (proxy.missing() != null) {
      throw problem("missing required field: " + proxy.missing(), proxy.line());
    }
    boolean listens = !Boolean.FALSE.equals(proxy.enabled());
    String trouble = listens ? trouble(proxy.listen()) : null;
    if (trouble != null) {
      throw problem("address " + proxy.listen() + ": " + trouble, proxy.line());
    }
    try {
      HostPort.parse(proxy.upstream());
    } catch (IllegalArgumentException e) {
      throw problem("upstream " + e.getMessage(), proxy.line());
    }
  }

  /** Why nothing can listen at {@code address}, as far as its form says, or null. */
  private static String trouble(String address) {
    if (address == null || address.isEmpty()) {
      return null;
    }
    int colon = address.lastIndexOf(':');
    if (colon < 0 || address.endsWith("]")) {
      return "missing port in address";
    }
    String port = address.substring(colon + 1);
    boolean fine = port.matches("[0-9]{1,5}") && Integer.parseInt(port) <= 65535;
    return fine ? null : "invalid port";
  }

  private static List<FaultSpec> faults(List<ToxicRequest> toxics) throws JsonProblem {
    Set<String> names = new HashSet<>();
    List<FaultSpec> faults = new ArrayList<>();
    for (ToxicRequest toxic : toxics) {
      Direction direction = toxic.direction();
      FaultType type = toxic.faultType();
      if (direction == null) {
        String got = "stream must be upstream or downstream (got \"" + toxic.stream() + "\")";
        throw problem(got, toxic.line());
      }
      if (type == null) {
        throw problem(
            toxic.type() == null
                ? "missing required field: type"
                : "invalid toxic type: " + toxic.type(),
            toxic.line());
      }
      toxic.attributes().requireKnown(type);
      FaultSpec fault = toxic.spec(type, direction);
      if (!names.add(fault.name())) {
        throw problem("toxic already exists: " + fault.name(), toxic.line());
      }
      faults.add(fault);
    }
    return faults;
  }

  private static JsonProblem problem(String what, int line) {
    return new JsonProblem(what, line, 1);
  }
}
