package io.trixter.proxy;

import java.io.IOException;

/**
 * An upstream that is the proxy's own address, or leads back to it through other proxies of this
 * process. The message names the upstream.
 */
public final class OwnAddressException extends IOException {
  private static final long serialVersionUID = 1L;

  OwnAddressException(String message) {
    super(message);
  }
}
