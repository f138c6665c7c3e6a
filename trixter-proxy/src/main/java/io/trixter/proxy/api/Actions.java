package io.trixter.proxy.api;

import io.trixter.proxy.Connection;
import io.trixter.proxy.Proxy;
import java.io.IOException;
import java.io.UncheckedIOException;

/** What the API can do with a proxy. */
final class Actions {
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
    return Answer.json(Views.connections(proxy.connections()));
  }

  Answer connection(String id) {
    return Answer.json(Views.connection(open(id)));
  }

  Answer defaults() {
    return Answer.json(Views.directions(proxy.defaults()));
  }

  Answer proxy() {
    return Answer.json(Views.proxy(proxy));
  }

  Answer metrics() {
    return Answer.text(Exposition.TYPE, Exposition.of(proxy));
  }

  void turnDefaults(FaultPatch patch) {
    patch.check();
    patch.turn(proxy.defaults());
  }

  void turn(String id, FaultPatch patch) {
    if (id.equals(ALL)) {
      patch.check();
      proxy.connections().forEach(connection -> patch.turn(connection.knobs()));
    } else {
      Connection connection = open(id);
      patch.check();
      patch.turn(connection.knobs());
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
      throw new UncheckedIOException(e);
    }
  }

  private Connection open(String id) {
    Connection connection = proxy.connection(id);
    if (connection == null) {
      throw unknown();
    }
    return connection;
  }

  private static Refusal unknown() {
    return new Refusal(404, "connection not found");
  }
}
