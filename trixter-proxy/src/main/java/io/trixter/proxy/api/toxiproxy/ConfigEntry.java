package io.trixter.proxy.api.toxiproxy;

import io.trixter.netem.Network;
import io.trixter.proxy.ListenText;
import io.trixter.proxy.ProxyConfig;
import io.trixter.proxy.api.http.JsonProblem;
import io.trixter.proxy.fault.FaultSpec;
import io.trixter.proxy.fault.FaultType;
import io.trixter.proxy.model.Direction;
import io.trixter.proxy.model.HostPort;
import io.trixter.proxy.model.ListenException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A proxy of a configuration file, checked as far as can be done without listening.
 *
 * @param proxy the proxy
 * @param faults the shared faults that the file gives it
 */
public record ConfigEntry(ProxyRequest proxy, List<FaultSpec> faults) {
  /**
   * Reads a file: what {@code POST /populate} takes, and for each proxy {@code toxics} and {@code
   * network}.
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
   * Returns the proxy's configuration; what the file does not say comes from {@code template}. The
   * template's faults come before the proxy's own, which take the place of those of their names.
   */
  public ProxyConfig config(ProxyConfig template) {
    Set<String> own = faults.stream().map(FaultSpec::name).collect(Collectors.toSet());
    List<FaultSpec> all = new ArrayList<>(template.faults());
    all.removeIf(each -> own.contains(each.name()));
    all.addAll(faults);
    Network network = proxy.network() == null ? template.network() : proxy.network();
    return proxy.config(template.edit().network(network).faults(all).build());
  }

  private static void check(ProxyRequest proxy) throws JsonProblem {
    if (proxy.missing() != null) {
      throw problem("missing required field: " + proxy.missing(), proxy.line());
    }
    boolean listens = !Boolean.FALSE.equals(proxy.enabled());
    if (listens && proxy.listen() != null) {
      checkListen(proxy);
    }
    checkUpstream(proxy);
  }

  private static void checkListen(ProxyRequest proxy) throws JsonProblem {
    try {
      ListenText.check(proxy.listen());
    } catch (ListenException e) {
      throw problem(e.getMessage(), proxy.line());
    }
  }

  private static void checkUpstream(ProxyRequest proxy) throws JsonProblem {
    try {
      if (HostPort.parseUpstream(proxy.upstream()).port() == 0) {
        throw problem("upstream needs a port (got " + proxy.upstream() + ")", proxy.line());
      }
    } catch (IllegalArgumentException e) {
      throw problem("upstream " + e.getMessage(), proxy.line());
    }
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
