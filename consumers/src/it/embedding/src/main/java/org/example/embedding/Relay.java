package org.example.embedding;

import io.trixter.proxy.Proxy;
import io.trixter.proxy.Trixter;
import java.io.IOException;

/** Relays to a port of this machine. */
public final class Relay {
  private Relay() {}

  /** Starts a proxy to {@code port}. */
  public static Proxy to(int port) throws IOException {
    return Trixter.to("127.0.0.1", port).start();
  }
}
