package io.trixter.proxy.relay;

import java.util.concurrent.ThreadLocalRandom;

/** Makes the names of connections. */
final class ConnectionId {
  private static final String ALPHABET =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";
  private static final int LENGTH = 21;

  private ConnectionId() {}

  /** 21 random characters of 6 bits each, none of which a URL has to escape. */
  static String next() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    char[] id = new char[LENGTH];
    for (int i = 0; i < LENGTH; i++) {
      id[i] = ALPHABET.charAt(random.nextInt(ALPHABET.length()));
    }
    return new String(id);
  }
}
