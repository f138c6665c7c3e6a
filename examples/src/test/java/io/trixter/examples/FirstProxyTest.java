package io.trixter.examples;

import static io.trixter.proxy.fault.Latency.latency;
import static java.time.Duration.ofMillis;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trixter.proxy.Proxy;
import io.trixter.proxy.Trixter;
import java.io.IOException;
import java.net.Socket;
import org.junit.jupiter.api.Test;

class FirstProxyTest {
  @Test
  void theAnswerComesLate() throws IOException {
    try (EchoServer server = new EchoServer()) {
      long start = System.nanoTime();
      echo(server);
      assertTrue(System.nanoTime() - start >= ofMillis(120).toNanos());
    }
  }

  private static void echo(EchoServer server) throws IOException {
    try (Proxy proxy = Trixter.to("localhost", server.port()).delay(ofMillis(20)).start();
        Socket client = new Socket(proxy.host(), proxy.port())) {
      proxy.set(knobs -> knobs.throttle().set(10_000)); // bytes per second, from now on
      proxy.faults().add(latency(ofMillis(100)).jitter(ofMillis(20)).downstream());
      client.getOutputStream().write('!');
      assertEquals('!', client.getInputStream().read()); // 140 ms later, give or take 20
      proxy.shutdownAll("test teardown");
    }
  }
}
