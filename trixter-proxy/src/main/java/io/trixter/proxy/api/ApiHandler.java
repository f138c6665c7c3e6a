package io.trixter.proxy.api;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.trixter.proxy.HostMetrics;
import io.trixter.proxy.api.http.Action;
import io.trixter.proxy.api.http.Answer;
import io.trixter.proxy.api.http.ApiException;
import io.trixter.proxy.api.http.JsonText;
import io.trixter.proxy.api.http.ProductVersion;
import io.trixter.proxy.api.toxiproxy.ToxiproxyRoutes;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers a request: the checks in their order, the action, and what became of it. */
final class ApiHandler implements HttpHandler {
  private static final Logger LOG = LoggerFactory.getLogger(ApiHandler.class);

  private final AccessFilter filter;
  private final Router router;
  private final ToxiproxyRoutes toxiproxy;
  private final RequestBodies bodies = new RequestBodies();
  private final HostMetrics metrics;

  ApiHandler(AccessFilter filter, Router router, ToxiproxyRoutes toxiproxy, HostMetrics metrics) {
    this.filter = filter;
    this.router = router;
    this.toxiproxy = toxiproxy;
    this.metrics = metrics;
  }

  /**
   * Answers {@code exchange}.
   *
   * @throws IOException if its client is gone or too slow; the server then closes the connection
   */
  @Override
  public void handle(HttpExchange exchange) throws IOException {
    Map<String, Action> compatible = toxiproxy.methods(exchange.getRequestURI());
    if (!compatible.isEmpty()) {
      ToxiproxyRoutes.stamp(exchange.getResponseHeaders());
    }
    exchange.getResponseHeaders().set("X-Trixter-Version", ProductVersion.TEXT);
    Answer answer = answer(exchange, compatible);
    metrics.countApiRequest(answer == null ? 200 : answer.status());
    if (answer == null) {
      return; // it has been answered, or another thread goes on with it
    }
    try {
      send(exchange, answer);
    } catch (OutOfMemoryError e) {
      throw new IOException("no memory for an answer: " + e.getMessage(), e);
    }
  }

  /**
   * Answers a request, or returns null if a stream has been opened.
   *
   * @param compatible what Toxiproxy does on its path, or empty
   */
  private Answer answer(HttpExchange exchange, Map<String, Action> compatible) throws IOException {
    try {
      filter.check(exchange);
      if (compatible.isEmpty()) {
        return act(exchange, router.find(exchange.getRequestMethod(), exchange.getRequestURI()));
      }
      Action action = compatible.get(exchange.getRequestMethod());
      return action == null ? ToxiproxyRoutes.wrongMethod(compatible) : act(exchange, action);
    } catch (ApiException refusal) {
      return refusal(refusal, compatible);
    } catch (RuntimeException | Error e) {
      LOG.error("API: {} failed", described(exchange), e);
      return refusal(new ApiException(500, "internal error"), compatible);
    }
  }

  private Answer act(HttpExchange exchange, Action action) throws IOException {
    if (action instanceof Action.Stream stream) {
      stream.opening().open(exchange);
      return null;
    }
    if (action instanceof Action.Body body) {
      if (body.needsJsonType()) {
        RequestBodies.checkType(exchange);
      }
      return Workers.undisturbed(bodies.read(exchange, body.reader()));
    }
    return Workers.undisturbed(((Action.Bodiless) action).answer());
  }

  private static Answer refusal(ApiException refusal, Map<String, Action> compatible) {
    return compatible.isEmpty() ? refusal.answer() : ToxiproxyRoutes.refusal(refusal);
  }

  /** The request in a few characters that a log bears. */
  private static String described(HttpExchange exchange) {
    String line = exchange.getRequestMethod() + " " + exchange.getRequestURI().getRawPath();
    return JsonText.shown(line.replaceAll("\\p{C}", "?"));
  }

  private static void send(HttpExchange exchange, Answer answer) throws IOException {
    Headers headers = exchange.getResponseHeaders();
    answer.headers().forEach(headers::set);
    if (exchange.getRequestMethod().equals("HEAD")) {
      headers.set("Content-Length", String.valueOf(answer.length()));
      exchange.sendResponseHeaders(answer.status(), -1);
    } else if (answer.length() == 0) {
      exchange.sendResponseHeaders(answer.status(), -1);
    } else {
      exchange.sendResponseHeaders(answer.status(), answer.length());
      OutputStream out = exchange.getResponseBody();
      answer.writeTo(out);
      out.flush();
      Workers.discarding();
      RequestBodies.discard(exchange);
      out.close();
    }
  }
}
