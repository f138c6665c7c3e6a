package io.trixter.proxy.api;

import io.trixter.proxy.HostMetrics;
import io.trixter.proxy.Metrics;
import io.trixter.proxy.Proxy;
import io.trixter.proxy.ProxyHost;
import io.trixter.proxy.model.Direction;
import io.trixter.proxy.model.EndCause;
import io.trixter.proxy.model.FaultKind;
import java.util.Locale;

/** What the proxy has counted, in the text format of Prometheus. */
final class PrometheusText {
  static final String TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private final StringBuilder out = new StringBuilder(2048);

  private PrometheusText() {}

  /** Writes what {@code host} has counted, and {@code proxy}, where there is one. */
  static String of(ProxyHost host, Proxy proxy) {
    PrometheusText text = new PrometheusText();
    if (proxy != null) {
      text.write(proxy);
    }
    text.write(host.metrics());
    return text.out.toString();
  }

  private void write(Proxy proxy) {
    Metrics metrics = proxy.metrics();
    family("trixter_connections_open", "gauge", "Connections that are open now.");
    out.append("trixter_connections_open ").append(proxy.connections().size()).append('\n');
    family("trixter_connections_total", "counter", "Connections that have ended, by cause.");
    for (EndCause cause : EndCause.values()) {
      sample("trixter_connections_total", "cause", cause.label(), metrics.connectionsEnded(cause));
    }
    family("trixter_bytes_total", "counter", "Bytes relayed, garbage not counted.");
    for (Direction direction : Direction.values()) {
      String label = direction.name().toLowerCase(Locale.ROOT);
      sample("trixter_bytes_total", "direction", label, metrics.bytesRelayed(direction));
    }
    family("trixter_faults_total", "counter", "Operations that a fault has changed, by kind.");
    for (FaultKind kind : FaultKind.values()) {
      sample("trixter_faults_total", "kind", kind.label(), metrics.faultsStruck(kind));
    }
  }

  private void write(HostMetrics metrics) {
    family(
        "trixter_delay_budget_waits_total",
        "counter",
        "How often a connection began to wait for room in the delay budget.");
    out.append("trixter_delay_budget_waits_total ").append(metrics.delayBudgetWaits());
    out.append('\n');
    family("trixter_api_requests_total", "counter", "API requests answered, by status.");
    metrics
        .apiRequests()
        .forEach((status, n) -> sample("trixter_api_requests_total", "status", status, n));
  }

  private void family(String name, String type, String help) {
    out.append("# HELP ").append(name).append(' ').append(help).append('\n');
    out.append("# TYPE ").append(name).append(' ').append(type).append('\n');
  }

  private void sample(String name, String label, Object value, long n) {
    out.append(name).append('{').append(label).append("=\"").append(value).append("\"} ");
    out.append(n).append('\n');
  }
}
