package io.trixter.proxy.api;

import io.trixter.netem.FaultRecord;
import io.trixter.proxy.Connection;
import io.trixter.proxy.Proxy;
import io.trixter.proxy.ProxyHost;
import io.trixter.proxy.api.http.Answer;
import io.trixter.proxy.api.http.ApiException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What our own paths can do: with all connections, and with the proxy that the flags made. */
final class Actions {
  private static final Logger LOG = LoggerFactory.getLogger(Actions.class);
  private static final String ALL = "_all";

  private final ProxyHost host;
  private final Proxy main;

  /** Acts on all proxies of {@code host}; {@code main} is the one of the flags, or null. */
  Actions(ProxyHost host, Proxy main) {
    this.host = host;
    this.main = main;
  }

  Answer health() {
    String problem = host.problem();
    return problem == null
        ? Answer.text(200, Answer.TEXT, "ok")
        : Answer.text(503, Answer.TEXT, problem);
  }

  /** The connections of all proxies, or of that of this name; null is all. */
  Answer connections(String proxy) {
    if (proxy == null) {
      return Answer.json(JsonViews.connections(host.connections()));
    }
    Proxy one = host.proxy(proxy);
    return Answer.json(JsonViews.connections(one == null ? List.of() : one.connections()));
  }

  Answer connection(String id) {
    return Answer.json(JsonViews.connection(open(id)));
  }

  Answer defaults() {
    return Answer.json(JsonViews.knobs(main().defaults()));
  }

  Answer proxy() {
    return Answer.json(JsonViews.proxy(main()));
  }

  Answer metrics() {
    return Answer.text(PrometheusText.TYPE, PrometheusText.of(host));
  }

  /** What chance has done so far. */
  Answer record() {
    FaultRecord record = host.record();
    if (record == null) {
      throw new ApiException(404, "nothing is recorded: start with --record FILE");
    }
    StringBuilder lines = new StringBuilder();
    try {
      record.writeTo(lines);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Answer.text("application/x-ndjson", lines.toString());
  }

  Answer catalog() {
    return Answer.json(CatalogView.json());
  }

  /** Sets the defaults, and where {@code open} is set all its connections in the same step. */
  void setDefaults(FaultPatch patch, boolean open) {
    Proxy proxy = main();
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
      main().setEnabled(enabled);
    } catch (IOException e) {
      LOG.warn("the proxy stays down: {}", e.getMessage());
      throw new ApiException(409, e.getMessage());
    } catch (IllegalStateException removedMeanwhile) {
      throw noMain();
    }
  }

  private Proxy main() {
    if (main == null || host.proxy(main.name()) != main) {
      throw noMain();
    }
    return main;
  }

  private static ApiException noMain() {
    return new ApiException(404, "there is no proxy of the command line; see /proxies");
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
