package io.trixter.proxy.api.toxiproxy;

import io.trixter.proxy.Proxy;
import io.trixter.proxy.ProxyHost;
import io.trixter.proxy.api.http.Answer;
import io.trixter.proxy.api.http.ApiException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** What Toxiproxy's clients do with proxies. Safe for any thread. */
final class ProxyActions {
  private final ProxyHost host;
  private final ProxyMaker maker;

  ProxyActions(ProxyHost host, ProxyMaker maker) {
    this.host = host;
    this.maker = maker;
  }

  /** The proxy of that name. */
  static Proxy find(ProxyHost host, String name) {
    Proxy proxy = host.proxy(name);
    if (proxy == null) {
      throw unknown();
    }
    return proxy;
  }

  private static ApiException unknown() {
    return new ApiException(404, "proxy not found");
  }

  Answer list() {
    return Answer.json(Views.proxies(host.proxies()));
  }

  Answer show(String name) {
    return Answer.json(Views.proxy(find(host, name)));
  }

  Supplier<Answer> create(byte[] body) {
    ProxyRequest request = Bodies.read(() -> ProxyRequest.of(body));
    if (request.missing() != null) {
      throw missing(request, "");
    }
    return () -> Answer.json(201, Views.proxy(maker.create(request)));
  }

  private static ApiException missing(ProxyRequest request, String where) {
    return new ApiException(400, "missing required field: " + request.missing() + where);
  }

  Supplier<Answer> update(String name, byte[] body) {
    Proxy proxy = find(host, name);
    ProxyRequest request = Bodies.read(() -> ProxyRequest.of(body));
    if (request.upstream() != null && request.upstream().isEmpty()) {
      throw new ApiException(400, "missing required field: upstream");
    }
    return () -> {
      maker.update(proxy, request);
      return Answer.json(Views.proxy(proxy));
    };
  }

  Answer delete(String name) {
    if (!host.remove(name)) {
      throw unknown();
    }
    return Answer.noContent();
  }

  Supplier<Answer> populate(byte[] body) {
    List<Proxy> done = new ArrayList<>();
    try {
      List<ProxyRequest> wanted = Bodies.read(() -> ProxyRequest.list(body));
      for (int i = 0; i < wanted.size(); i++) {
        if (wanted.get(i).missing() != null) {
          throw missing(wanted.get(i), " at proxy " + (i + 1));
        }
      }
      return () -> populate(wanted, done);
    } catch (ApiException refusal) {
      return () -> failed(refusal, done);
    }
  }

  /** Populates one after the other, and ends at the first that fails. */
  private Answer populate(List<ProxyRequest> wanted, List<Proxy> done) {
    try {
      for (ProxyRequest each : wanted) {
        done.add(maker.populate(each));
      }
      return Answer.json(201, Views.populated(done));
    } catch (ApiException refusal) {
      return failed(refusal, done);
    }
  }

  private static Answer failed(ApiException refusal, List<Proxy> done) {
    String body = Views.populated(refusal.status(), refusal.getMessage(), done);
    return Answer.json(refusal.status(), body);
  }

  Answer reset() {
    try {
      host.reset();
      return Answer.noContent();
    } catch (IOException e) {
      throw new ApiException(500, ProxyMaker.listenError(e, ""));
    }
  }
}
