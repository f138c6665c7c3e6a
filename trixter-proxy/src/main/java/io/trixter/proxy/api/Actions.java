package io.trixter.proxy.api;

import io.trixter.proxy.Connection;
import io.trixter.proxy.Proxy;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the API can do with a proxy. */
final class Actions {
  private static final Logger LOG = LoggerFactory.getLogger(Actions.class);
  private static final String ALL = "_all";
  private static final String TEXT = "text/plain; charset=utf-8";

  private final Proxy proxy;

  Actions(Proxy proxy) {
    this.proxy = proxy;
  }

  Answer health() {
    String problem = proxy.problem();
    return problem == null ? Answer.text(200, TEXT, "ok") : Answer.text(503, TEXT, problem);
  }

  Answer connections() {
    return Answer.json(JsonViews.connections(proxy.connections()));
  }

  Answer connection(String id) {
    return Answer.json(JsonViews.connection(open(id)));
  }

  Answer defaults() {
    return Answer.json(JsonViews.knobs(proxy.defaults()));
  }

  Answer proxy() {
    return Answer.json(JsonViews.proxy(proxy));
  }

  Answer metrics() {
    return Answer.text(PrometheusText.TYPE, PrometheusText.of(proxy));
  }

  /** Sets the defaults, and where {@code open} is set all connections in the same step. */
  void setDefaults(FaultPatch patch, boolean open) {
    patch.check();
    if (open) {
      patch.setAll(proxy);
    } else {
      patch.set(proxy.defaults());
    }
  }

  void set(String id, FaultPatch patch) {
    if (id.equals(ALL)) {
      patch.check();
      patch.setConnections(proxy);
    } else {
      Connection connection = open(id);
      patch.check();
      patch.set(connection.knobs());
    }
  }

  void shutdown(String id, String reason) {
    if (id.equals(ALL)) {
      proxy.shutdownAll(reason);
    } else if (!open(id).shutdown(reason)) {
      throw unknown();
    }
  }

  void enable(boolean enabled) {
    try {
      proxy.setEnabled(enabled);
    } catch (IOException e) {
      throw staysDown(e);
    }
  }

  Answer reset() {
    try {
      proxy.reset();
      return Answer.noContent();
    } catch (IOException e) {
      throw staysDown(e);
    }
  }

  private static ApiException staysDown(IOException e) {
    LOG.warn("the proxy stays down: {}", e.getMessage());
    return new ApiException(409, e.getMessage());
  }

  private Connection open(String id) {
    Connection connection = proxy.connection(id);
    if (connection == null) {
      throw unknown();
    }
    return connection;
  }

  private static ApiException unknown() {
    return new ApiException(404, "connection not found");
  }
}
