package io.trixter.examples;

import io.trixter.netem.DelayedReader;
import io.trixter.netem.Fault;
import io.trixter.netem.Link;
import io.trixter.netem.Netem;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.List;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/**
 * An HTTP client that takes a socket factory, OkHttp here, over one whose first connection is slow.
 * The call gives up on it; the next call has a connection, and luck, of its own.
 */
public final class HttpTimeoutAndRetry {
  private static final int ATTEMPTS = 10;

  private HttpTimeoutAndRetry() {}

  /** Prints how each call ended. */
  public static void main(String[] args) throws IOException {
    OkHttpClient client =
        new OkHttpClient.Builder()
            .socketFactory(Netem.socketFactory(HttpTimeoutAndRetry::slowAtFirst))
            .callTimeout(Duration.ofSeconds(1))
            .build();
    try (MockWebServer server = new MockWebServer()) {
      server.setDispatcher(new Hello());
      server.start();
      HttpUrl url = server.url("/").newBuilder().host("127.0.0.1").build();
      Request request = new Request.Builder().url(url).build();
      for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
        try (Response response = client.newCall(request).execute()) {
          System.out.println("attempt " + attempt + ": " + response.body().string());
          return;
        } catch (InterruptedIOException e) {
          System.out.println("attempt " + attempt + ": " + e.getMessage());
        }
      }
      throw new IOException("gave up after " + ATTEMPTS + " attempts");
    } finally {
      client.dispatcher().executorService().shutdown();
      client.connectionPool().evictAll();
    }
  }

  private static List<Fault> slowAtFirst(Link link) {
    return link.ordinal() == 0 ? List.of(new DelayedReader(Duration.ofMinutes(1))) : List.of();
  }

  private static final class Hello extends Dispatcher {
    @Override
    public MockResponse dispatch(RecordedRequest request) {
      return new MockResponse(200, Headers.of(), "hello");
    }
  }
}
