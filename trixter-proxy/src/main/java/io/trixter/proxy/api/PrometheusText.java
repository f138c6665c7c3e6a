package io.trixter.proxy.api;

import io.trixter.proxy.Metrics;
import io.trixter.proxy.Proxy;
import io.trixter.proxy.ProxyHost;
import io.trixter.proxy.SharedFault;
import io.trixter.proxy.model.Direction;
import io.trixter.proxy.model.EndCause;
import io.trixter.proxy.model.FaultKind;
import java.util.List;
import java.util.function.ToLongBiFunction;

/**
 * What a host and its proxies have counted, in the text format of Prometheus; labels in
 * alphabetical order.
 */
final class PrometheusText {
  static final String TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private final StringBuilder out = new StringBuilder(4096);
  private final ProxyHost host;
  private final List<Proxy> proxies;

  private PrometheusText(ProxyHost host) {
    this.host = host;
    proxies = host.proxies();
  }

  static String of(ProxyHost host) {
    PrometheusText text = new PrometheusText(host);
    text.connections();
    text.traffic();
    text.faults();
    text.host();
    return text.out.toString();
  }

  private void connections() {
    family("trixter_connections_open", "gauge", "Connections that are open now.");
    for (Proxy proxy : proxies) {
      sample("trixter_connections_open", proxy.connections().size(), "proxy", proxy.name());
    }
    String total = "trixter_connections_total";
    family(total, "counter", "Connections that have ended, by cause.");
    for (Proxy proxy : proxies) {
      for (EndCause cause : EndCause.values()) {
        long n = proxy.metrics().connectionsEnded(cause);
        sample(total, n, "cause", cause.label(), "proxy", proxy.name());
      }
    }
  }

  private void traffic() {
    String total = "trixter_bytes_total";
    family(total, "counter", "Bytes relayed, garbage not counted.");
    for (Proxy proxy : proxies) {
      for (Direction direction : Direction.values()) {
        long n = proxy.metrics().bytesRelayed(direction);
        sample(total, n, "direction", direction.label(), "proxy", proxy.name());
      }
    }
    toxiproxyCounter("received", "read from the sender", Metrics::bytesRelayed);
    toxiproxyCounter("sent", "written to the receiver", Metrics::bytesSent);
  }

  /** A counter by the name and with the labels that Toxiproxy gives it. */
  private void toxiproxyCounter(
      String what, String help, ToLongBiFunction<Metrics, Direction> counter) {
    String name = "toxiproxy_proxy_" + what + "_bytes_total";
    family(name, "counter", "Bytes " + help + ", by direction.");
    for (Proxy proxy : proxies) {
      for (Direction direction : Direction.values()) {
        sample(
            name,
            counter.applyAsLong(proxy.metrics(), direction),
            "direction",
            direction.label(),
            "listener",
            proxy.listen(),
            "proxy",
            proxy.name(),
            "upstream",
            proxy.upstream());
      }
    }
  }

  private void faults() {
    String total = "trixter_faults_total";
    family(total, "counter", "Operations that a fault was applied to, by kind.");
    for (Proxy proxy : proxies) {
      for (FaultKind kind : FaultKind.values()) {
        long n = proxy.metrics().applied(kind);
        sample(total, n, "kind", kind.label(), "proxy", proxy.name());
      }
    }
    String shared = "trixter_shared_faults_total";
    family(shared, "counter", "Operations that a shared fault was applied to.");
    for (Proxy proxy : proxies) {
      for (SharedFault fault : proxy.faults().list()) {
        String type = fault.type().name();
        sample(shared, fault.applied(), "fault", fault.name(), "proxy", proxy.name(), "type", type);
      }
    }
  }

  private void host() {
    String waits = "trixter_delay_budget_waits_total";
    family(waits, "counter", "How often a connection began to wait for room in the delay budget.");
    sample(waits, host.metrics().delayBudgetWaits());
    String requests = "trixter_api_requests_total";
    family(requests, "counter", "API requests answered, by status.");
    host.metrics()
        .apiRequests()
        .forEach((status, n) -> sample(requests, n, "status", status.toString()));
  }

  private void family(String name, String type, String help) {
    out.append("# HELP ").append(name).append(' ').append(help).append('\n');
    out.append("# TYPE ").append(name).append(' ').append(type).append('\n');
  }

  private void sample(String name, long n, String... labels) {
    out.append(name);
    for (int i = 0; i < labels.length; i += 2) {
      out.append(i == 0 ? '{' : ',').append(labels[i]).append("=\"");
      escape(labels[i + 1]);
      out.append('"');
    }
    out.append(labels.length == 0 ? " " : "} ").append(n).append('\n');
  }

  private void escape(String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '\n' -> out.append("\\n");
        case '"', '\\' -> out.append('\\').append(c);
        default -> out.append(c);
      }
    }
  }
}
