package io.trixter.proxy.api;

import io.trixter.proxy.Connection;
import io.trixter.proxy.Proxy;
import io.trixter.proxy.ProxyHost;
import io.trixter.proxy.api.http.Answer;
import io.trixter.proxy.api.http.ApiException;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the API can do with a proxy. */
final class Actions {
  private static final Logger LOG = LoggerFactory.getLogger(Actions.class);
  private static final String ALL = "_all";

  private final ProxyHost host;
  private final Proxy proxy; // the one that flags made, or null

  Actions(ProxyHost host, Proxy proxy) {
    this.host = host;
    this.proxy = proxy;
  }

  /** Returns the proxy that flags made, while it is there. */
  private Proxy ours() {
    if (proxy == null || host.proxy(proxy.name()) != proxy) {
      throw new ApiException(404, "no proxy was made by flags; see /proxies");
    }
    return proxy;
  }

  Answer health() {
    String problem = host.problem();
    return problem == null
        ? Answer.text(200, Answer.TEXT, "ok")
        : Answer.text(503, Answer.TEXT, problem);
  }

  Answer connections() {
    return Answer.json(JsonViews.connections(host.connections()));
  }

  Answer connection(String id) {
    return Answer.json(JsonViews.connection(open(id)));
  }

  Answer defaults() {
    return Answer.json(JsonViews.knobs(ours().defaults()));
  }

  Answer proxy() {
    return Answer.json(JsonViews.proxy(ours()));
  }

  Answer metrics() {
    return Answer.text(PrometheusText.TYPE, PrometheusText.of(host, proxy));
  }

  /** Sets the defaults, and where {@code open} is set all connections in the same step. */
  void setDefaults(FaultPatch patch, boolean open) {
    patch.check();
    if (open) {
      patch.setAll(ours());
    } else {
      patch.set(ours().defaults());
    }
  }

  void set(String id, FaultPatch patch) {
    if (id.equals(ALL)) {
      patch.check();
      host.proxies().forEach(patch::setConnections);
    } else {
      Connection connection = open(id);
      patch.check();
      patch.set(connection.knobs());
    }
  }

  void shutdown(String id, String reason) {
    if (id.equals(ALL)) {
      host.shutdownAll(reason);
    } else if (!open(id).shutdown(reason)) {
      throw unknown();
    }
  }

  void enable(boolean enabled) {
    try {
      ours().setEnabled(enabled);
    } catch (IOException e) {
      throw staysDown(e);
    }
  }

  private static ApiException staysDown(IOException e) {
    LOG.warn("the proxy stays down: {}", e.getMessage());
    return new ApiException(409, e.getMessage());
  }

  private Connection open(String id) {
    Connection connection = host.connection(id);
    if (connection == null) {
      throw unknown();
    }
    return connection;
  }

  private static ApiException unknown() {
    return new ApiException(404, "connection not found");
  }
}
