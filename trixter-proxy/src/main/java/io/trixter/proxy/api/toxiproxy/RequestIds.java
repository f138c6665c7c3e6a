package io.trixter.proxy.api.toxiproxy;

import java.util.concurrent.ThreadLocalRandom;

/** Makes the text that tells one request from all others: 100 random bits. Safe for any thread. */
final class RequestIds {
  private static final String DIGITS = "0123456789abcdefghijklmnopqrstuv";
  private static final int HALF = 10;
  private static final int BITS = 5;

  private RequestIds() {}

  static String next() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    StringBuilder id = new StringBuilder(2 * HALF);
    append(id, random.nextLong());
    append(id, random.nextLong());
    return id.toString();
  }

  private static void append(StringBuilder id, long bits) {
    for (int i = 0; i < HALF; i++) {
      id.append(DIGITS.charAt((int) (bits >>> (BITS * i)) & (DIGITS.length() - 1)));
    }
  }
}
