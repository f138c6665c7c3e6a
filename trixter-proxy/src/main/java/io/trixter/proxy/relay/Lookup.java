package io.trixter.proxy.relay;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** Finds the addresses of a name; the system's resolver, or a test's. */
public interface Lookup {
  /**
   * Returns every address of {@code host}, the preferred one first. May block.
   *
   * @throws UnknownHostException if it has none
   */
  InetAddress[] addressesOf(String host) throws UnknownHostException;
}
