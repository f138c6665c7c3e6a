package io.trixter.proxy.api;

import com.sun.net.httpserver.HttpExchange;
import io.trixter.proxy.api.http.ApiException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import java.util.function.Function;

/**
 * Reads the bodies of requests, each up to 1 MiB and all together in bounded memory: what goes
 * beyond a body's first 8 KiB comes out of one budget. Safe for any thread.
 */
final class RequestBodies {
  static final int LIMIT = 1 << 20;
  private static final int FREE = 8 << 10;
  private static final int BUDGET = 16 << 20;
  private static final int DISCARD = 16 << 20;

  private final Semaphore budget = new Semaphore(BUDGET);

  /** Refuses a body that does not say it is JSON. */
  static void checkType(HttpExchange exchange) {
    String type = exchange.getRequestHeaders().getFirst("Content-Type");
    String media = type == null ? "" : type.split(";", 2)[0].strip();
    if (!media.toLowerCase(Locale.ROOT).equals("application/json")) {
      throw new ApiException(415, "Content-Type must be application/json");
    }
  }

  /**
   * Reads and parses the whole body.
   *
   * @param parser makes something of it, while its memory still counts
   * @throws ApiException 413 as soon as it is known to be too large; 503 when too much memory is
   *     taken
   */
  <T> T read(HttpExchange exchange, Function<byte[], T> parser) throws IOException {
    String length = exchange.getRequestHeaders().getFirst("Content-Length");
    if (length != null && Long.parseLong(length) > LIMIT) {
      throw tooLarge();
    }
    InputStream in = exchange.getRequestBody();
    byte[] bytes = new byte[FREE];
    int taken = 0;
    try {
      int size = 0;
      for (int n; (n = read(in, bytes, size)) >= 0; ) {
        size += n;
        if (size > LIMIT) {
          throw tooLarge();
        }
        if (size == bytes.length) {
          int more = Math.min(size, LIMIT + 1 - size);
          if (!budget.tryAcquire(more)) {
            throw new ApiException(503, "too many large bodies at once");
          }
          taken += more;
          bytes = Arrays.copyOf(bytes, size + more);
        }
      }
      return parser.apply(Arrays.copyOf(bytes, size));
    } finally {
      budget.release(taken);
    }
  }

  /**
   * Reads on to the end of a body that nobody wants, so that its sender gets to see the answer.
   *
   * @throws IOException if it is too long for that, or its sender too slow
   */
  static void discard(HttpExchange exchange) throws IOException {
    InputStream in = exchange.getRequestBody();
    byte[] scrap = new byte[FREE];
    int left = DISCARD;
    for (int n; (n = read(in, scrap, 0)) >= 0; ) {
      left -= n;
      if (left < 0) {
        throw new IOException("more than " + DISCARD + " bytes follow an answer");
      }
    }
  }

  private static int read(InputStream in, byte[] bytes, int from) throws IOException {
    try {
      return in.read(bytes, from, bytes.length - from);
    } catch (IndexOutOfBoundsException e) {
      throw new IOException("a chunk of impossible size", e); // as the JDK's server reads it
    }
  }

  private static ApiException tooLarge() {
    return new ApiException(413, "body must be at most " + LIMIT + " bytes");
  }
}
