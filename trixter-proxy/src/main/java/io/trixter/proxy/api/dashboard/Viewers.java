package io.trixter.proxy.api.dashboard;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import io.trixter.proxy.ProxyHost;
import io.trixter.proxy.api.http.ApiException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The clients that look at a host's events, as {@code /events} sends them, up to 16. While there
 * are none, nothing listens, counts or runs. Safe for any thread.
 */
public final class Viewers implements AutoCloseable {
  private static final int MOST = 16;

  private final ProxyHost host;
  private final AtomicLong ids = new AtomicLong();
  private final List<Viewer> present = new ArrayList<>(); // under the lock of this
  private Broadcast broadcast; // under the lock of this; null while nobody looks
  private boolean closed; // under the lock of this

  /** Nobody looks at {@code host} yet. */
  public Viewers(ProxyHost host) {
    this.host = host;
  }

  /**
   * Sends events to the client of {@code exchange} from now on, on a thread of its own. The first
   * is a summary of what was before. Answers a HEAD with the head alone.
   *
   * @param proxy the name of the proxy whose events it wants; null for all
   * @throws ApiException 404 if there is no such proxy, 503 if there are 16 viewers; nothing was
   *     answered then
   * @throws IOException if the client is gone
   */
  public void open(HttpExchange exchange, String proxy) throws IOException {
    if (proxy != null && host.proxy(proxy) == null) {
      throw new ApiException(404, "proxy not found");
    }
    Headers headers = exchange.getResponseHeaders();
    headers.set("Content-Type", "text/event-stream; charset=utf-8");
    headers.set("Cache-Control", "no-store");
    headers.set("X-Content-Type-Options", "nosniff");
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.sendResponseHeaders(200, -1);
      return;
    }
    Viewer viewer = new Viewer(proxy, Viewers::notice, gone -> leave(gone, exchange));
    try {
      enter(viewer);
      exchange.sendResponseHeaders(200, 0);
      viewer.start(exchange.getResponseBody());
    } catch (IOException | RuntimeException | Error e) {
      leave(viewer);
      throw e;
    }
  }

  private static byte[] notice(long id, long dropped) {
    return EventText.dropped(id, WallClock.millis(), dropped);
  }

  private synchronized void enter(Viewer viewer) {
    if (closed || present.size() == MOST) {
      throw new ApiException(503, "at most " + MOST + " may look at /events at once");
    }
    if (broadcast == null) {
      Broadcast begun = new Broadcast(host, ids, System.nanoTime());
      begun.start();
      broadcast = begun;
    }
    present.add(viewer);
    broadcast.add(viewer);
  }

  /** Closes the socket too: on JDK 17, closing the stream of a client that is gone would not. */
  private void leave(Viewer viewer, HttpExchange exchange) {
    leave(viewer);
    exchange.close();
  }

  private synchronized void leave(Viewer viewer) {
    present.remove(viewer);
    if (broadcast != null && !broadcast.remove(viewer)) {
      broadcast.stop();
      broadcast = null;
    }
  }

  /** Ends all, whether their clients read or not, and refuses others. */
  @Override
  public synchronized void close() {
    closed = true;
    present.forEach(Viewer::end);
  }
}
