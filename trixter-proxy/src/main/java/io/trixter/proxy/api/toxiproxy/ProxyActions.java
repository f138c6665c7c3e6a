package io.trixter.proxy.api.toxiproxy;

import io.trixter.proxy.ProxyHost;
import io.trixter.proxy.api.http.Answer;
import io.trixter.proxy.api.http.ApiException;
import java.io.IOException;

/** What Toxiproxy's clients do with proxies. Safe for any thread. */
public final class ProxyActions {
  private final ProxyHost host;

  /** Acts on the proxies of this host. */
  public ProxyActions(ProxyHost host) {
    this.host = host;
  }

  Answer reset() {
    try {
      host.reset();
      return Answer.noContent();
    } catch (IOException e) {
      throw new ApiException(500, e.getMessage());
    }
  }
}
