package io.trixter.proxy.api.toxiproxy;

import io.trixter.proxy.OwnAddressException;
import io.trixter.proxy.Proxy;
import io.trixter.proxy.ProxyConfig;
import io.trixter.proxy.ProxyHost;
import io.trixter.proxy.ProxyUpdate;
import io.trixter.proxy.api.http.ApiException;
import io.trixter.proxy.model.ListenException;
import java.io.IOException;

/** Makes and changes proxies as requests describe them. Safe for any thread. */
final class ProxyMaker {
  private final ProxyHost host;
  private final ProxyConfig template;

  /**
   * Makes proxies of {@code host}.
   *
   * @param template the template for proxies that requests create; name, addresses and enabled come
   *     from the request
   */
  ProxyMaker(ProxyHost host, ProxyConfig template) {
    this.host = host;
    this.template = template;
  }

  /** A change of proxies. */
  private interface Change {
    Proxy make() throws IOException;
  }

  Proxy create(ProxyRequest request) {
    if (host.proxy(request.name()) != null) {
      throw taken();
    }
    return make("listen tcp: ", () -> add(request));
  }

  private Proxy add(ProxyRequest request) throws IOException {
    try {
      return host.add(request.config(template));
    } catch (IllegalArgumentException takenMeanwhile) {
      throw taken();
    }
  }

  /** Creates it, or makes the one of its name what {@code request} says. */
  Proxy populate(ProxyRequest request) {
    return make("listen tcp: ", () -> host.put(request.config(template)));
  }

  void update(Proxy proxy, ProxyRequest request) {
    ProxyUpdate update = new ProxyUpdate(request.listen(), request.upstream(), request.enabled());
    make(
        "",
        () -> {
          proxy.update(update);
          return proxy;
        });
  }

  private static ApiException taken() {
    return new ApiException(409, "proxy already exists");
  }

  private Proxy make(String unresolved, Change change) {
    try {
      return change.make();
    } catch (OwnAddressException e) {
      throw new ApiException(400, e.getMessage());
    } catch (IOException e) {
      throw new ApiException(500, listenError(e, unresolved));
    } catch (IllegalStateException removedMeanwhile) {
      throw new ApiException(404, "proxy not found");
    }
  }

  /**
   * Why a proxy does not listen, in Toxiproxy's words.
   *
   * @param unresolved what precedes that an address could not be resolved
   */
  static String listenError(IOException e, String unresolved) {
    if (!(e instanceof ListenException listen)) {
      return e.getMessage();
    }
    if (!listen.isResolved()) {
      return unresolved + listen.reason();
    }
    return "listen tcp " + listen.address() + ": " + listen.reason();
  }
}
