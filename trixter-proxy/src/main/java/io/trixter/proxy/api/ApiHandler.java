package io.trixter.proxy.api;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.trixter.proxy.HostMetrics;
import java.io.IOException;
import java.io.OutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers a request: the checks in their order, the action, and what became of it. */
final class ApiHandler implements HttpHandler {
  private static final Logger LOG = LoggerFactory.getLogger(ApiHandler.class);

  private final AccessFilter filter;
  private final Router router;
  private final RequestBodies bodies = new RequestBodies();
  private final HostMetrics metrics;

  ApiHandler(AccessFilter filter, Router router, HostMetrics metrics) {
    this.filter = filter;
    this.router = router;
    this.metrics = metrics;
  }

  /**
   * Answers {@code exchange}.
   *
   * @throws IOException if its client is gone or too slow; the server then closes the connection
   */
  @Override
  public void handle(HttpExchange exchange) throws IOException {
    Answer answer = answer(exchange);
    metrics.countApiRequest(answer.status());
    try {
      send(exchange, answer);
    } catch (OutOfMemoryError e) {
      throw new IOException("no memory for an answer: " + e.getMessage(), e);
    }
  }

  private Answer answer(HttpExchange exchange) throws IOException {
    try {
      filter.check(exchange);
      Action action = router.find(exchange.getRequestMethod(), exchange.getRequestURI());
      if (action instanceof Action.Bodiless bodiless) {
        return Workers.undisturbed(bodiless.answer());
      }
      RequestBodies.checkType(exchange);
      Runnable change = ((Action.Change) action).reader().apply(bodies.read(exchange));
      return Workers.undisturbed(
          () -> {
            change.run();
            return Answer.accepted();
          });
    } catch (ApiException refusal) {
      return refusal.answer();
    } catch (RuntimeException | Error e) {
      LOG.error("API: {} failed", described(exchange), e);
      return Answer.error(500, "internal error");
    }
  }

  /** The request in a few characters that a log bears. */
  private static String described(HttpExchange exchange) {
    String line = exchange.getRequestMethod() + " " + exchange.getRequestURI().getRawPath();
    return JsonFields.shown(line.replaceAll("\\p{C}", "?"));
  }

  private static void send(HttpExchange exchange, Answer answer) throws IOException {
    Headers headers = exchange.getResponseHeaders();
    if (answer.type() != null) {
      headers.set("Content-Type", answer.type());
    }
    if (answer.header() != null) {
      headers.set(answer.header(), answer.headerValue());
    }
    byte[] body = answer.bytes();
    if (exchange.getRequestMethod().equals("HEAD")) {
      headers.set("Content-Length", String.valueOf(body.length));
      exchange.sendResponseHeaders(answer.status(), -1);
    } else if (body.length == 0) {
      exchange.sendResponseHeaders(answer.status(), -1);
    } else {
      exchange.sendResponseHeaders(answer.status(), body.length);
      OutputStream out = exchange.getResponseBody();
      out.write(body);
      out.flush();
      Workers.discarding();
      RequestBodies.discard(exchange);
      out.close();
    }
  }
}
