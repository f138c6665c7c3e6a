package io.trixter.examples;

import io.trixter.netem.ConnectFault;
import io.trixter.netem.Netem;
import java.io.IOException;
import java.util.List;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/**
 * A retry policy over OkHttp, against a server whose first two connections fail.
 *
 * <p>OkHttp has retries of its own. If connecting fails, it tries the host's other addresses; by
 * {@code retryOnConnectionFailure} it does so after a reset too. Both would hide failures from the
 * policy, so that setting is off here, and the host has one address.
 */
public final class HttpRetryAgainstRefusal {
  private HttpRetryAgainstRefusal() {}

  /** Prints how often each policy dialled, and what came of it. */
  public static void main(String[] args) throws IOException {
    System.out.println("refused, 2 attempts: " + call(ConnectFault.refuse().first(2), 2));
    System.out.println("refused, 3 attempts: " + call(ConnectFault.refuse().first(2), 3));
    System.out.println("reset, 3 attempts: " + call(ConnectFault.reset().first(2), 3));
  }

  private static String call(ConnectFault fault, int attempts) throws IOException {
    OkHttpClient client =
        new OkHttpClient.Builder()
            .socketFactory(Netem.socketFactory(link -> List.of(fault)))
            .retryOnConnectionFailure(false)
            .addInterceptor(chain -> retry(chain, attempts))
            .build();
    try (MockWebServer server = new MockWebServer()) {
      server.enqueue(new MockResponse.Builder().body("hello").build());
      server.start();
      HttpUrl url = server.url("/").newBuilder().host("127.0.0.1").build();
      try (Response response = client.newCall(new Request.Builder().url(url).build()).execute()) {
        return response.body().string();
      } catch (IOException e) {
        return "gave up";
      }
    } finally {
      client.dispatcher().executorService().shutdown();
      client.connectionPool().evictAll();
    }
  }

  /** The policy; one for real use also waits between attempts, and repeats only safe requests. */
  private static Response retry(Interceptor.Chain chain, int attempts) throws IOException {
    for (int attempt = 1; ; attempt++) {
      try {
        return chain.proceed(chain.request());
      } catch (IOException e) {
        System.out.println("  attempt " + attempt + ": " + e.getMessage());
        if (attempt == attempts) {
          throw e;
        }
      }
    }
  }
}
