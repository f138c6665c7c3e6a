package io.trixter.proxy.browser;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.json.Json;

/** Records the tasks of the browser's threads, over a DevTools connection of its own. */
final class Trace implements WebSocket.Listener {
  private static final int PATIENCE_SECONDS = 30;
  private static final Json JSON = new Json();

  private final StringBuilder message = new StringBuilder();
  private final List<Map<String, Object>> events = new ArrayList<>();
  private final CompletableFuture<Void> started = new CompletableFuture<>();
  private final CompletableFuture<Void> complete = new CompletableFuture<>();
  private final WebSocket socket;

  private Trace(ChromeDriver driver) {
    URI devTools = URI.create((String) driver.getCapabilities().getCapability("se:cdp"));
    socket = HttpClient.newHttpClient().newWebSocketBuilder().buildAsync(devTools, this).join();
  }

  /** Begins; returns once it does. */
  static Trace start(ChromeDriver driver) {
    Trace trace = new Trace(driver);
    String config =
        "{'transferMode':'ReportEvents','traceConfig':{'includedCategories':['toplevel']}}";
    trace.send(1, "Tracing.start", config);
    await(trace.started);
    return trace;
  }

  /** Ends; returns what happened, in the form of Chromium's trace events. */
  List<Map<String, Object>> end() {
    send(2, "Tracing.end", "{}");
    await(complete);
    socket.abort();
    return events;
  }

  private void send(int id, String method, String parameters) {
    String call = "{'id':" + id + ",'method':'" + method + "','params':" + parameters + "}";
    socket.sendText(call.replace('\'', '"'), true).join();
  }

  private static void await(CompletableFuture<Void> event) {
    event.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
  }

  @Override
  public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
    message.append(part);
    if (last) {
      receive(JSON.toType(message.toString(), Json.MAP_TYPE));
      message.setLength(0);
    }
    from.request(1);
    return null;
  }

  private void receive(Map<String, Object> received) {
    if (received.get("method") == null) {
      started.complete(null);
    } else if (received.get("method").equals("Tracing.tracingComplete")) {
      complete.complete(null);
    } else if (received.get("params") instanceof Map<?, ?> parameters
        && parameters.get("value") instanceof List<?> values) {
      for (Object each : values) {
        @SuppressWarnings("unchecked")
        Map<String, Object> event = (Map<String, Object>) each;
        events.add(event);
      }
    }
  }

  @Override
  public void onError(WebSocket from, Throwable error) {
    started.completeExceptionally(error);
    complete.completeExceptionally(error);
  }
}
