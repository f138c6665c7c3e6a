package io.trixter.proxy.container;

import eu.rekawek.toxiproxy.Proxy;
import eu.rekawek.toxiproxy.ToxiproxyClient;
import eu.rekawek.toxiproxy.model.ToxicDirection;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.util.concurrent.TimeUnit;

/**
 * Uses a server that runs in a container as Testcontainers and its users do: waits for {@code
 * /version}, makes a proxy by Toxiproxy's client, delays it, cuts it and mends it. {@code
 * container/test} runs it, in the container's network.
 */
final class Driver {
  private static final int CONTROL_PORT = 8474;
  private static final int PROXIED_PORT = 8666;
  private static final int DELAY_MILLIS = 300;
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

  private Driver() {}

  /** Ends with an exception if anything is not as it should be. */
  public static void main(String[] args) throws Exception {
    awaitVersion();
    try (ServerSocket upstream = new ServerSocket(0, 0, InetAddress.getLoopbackAddress())) {
      Thread echo = new Thread(() -> echo(upstream), "echo");
      echo.setDaemon(true);
      echo.start();
      ToxiproxyClient client = new ToxiproxyClient("localhost", CONTROL_PORT);
      Proxy proxy =
          client.createProxy(
              "echo", "0.0.0.0:" + PROXIED_PORT, "localhost:" + upstream.getLocalPort());
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), PROXIED_PORT)) {
        drive(proxy, socket);
      }
      proxy.delete();
      check(client.getProxies().isEmpty(), "the proxy is still there");
    }
  }

  private static void awaitVersion() throws IOException, InterruptedException {
    long start = System.nanoTime();
    URI uri = URI.create("http://localhost:" + CONTROL_PORT + "/version");
    while (true) {
      try {
        HttpURLConnection call = (HttpURLConnection) uri.toURL().openConnection();
        check(call.getResponseCode() == 200, "/version answers " + call.getResponseCode());
        return;
      } catch (IOException notYet) {
        if (System.nanoTime() - start > PATIENCE_NANOS) {
          throw notYet;
        }
        Thread.sleep(10);
      }
    }
  }

  private static void drive(Proxy proxy, Socket socket) throws IOException {
    socket.setSoTimeout((int) TimeUnit.NANOSECONDS.toMillis(PATIENCE_NANOS));
    roundTrip(socket);
    proxy.toxics().latency("latency", ToxicDirection.DOWNSTREAM, DELAY_MILLIS);
    long nanos = roundTrip(socket);
    check(nanos >= TimeUnit.MILLISECONDS.toNanos(DELAY_MILLIS), "not delayed: " + nanos + " ns");
    proxy.toxics().get("latency").remove();

    proxy.toxics().bandwidth("cut", ToxicDirection.UPSTREAM, 0);
    socket.setSoTimeout(200);
    socket.getOutputStream().write('y');
    try {
      check(false, "not cut: " + socket.getInputStream().read());
    } catch (SocketTimeoutException expected) {
      socket.setSoTimeout((int) TimeUnit.NANOSECONDS.toMillis(PATIENCE_NANOS));
    }
    proxy.toxics().get("cut").remove();
    check(socket.getInputStream().read() == 'y', "a byte was lost");
    roundTrip(socket);
  }

  private static long roundTrip(Socket socket) throws IOException {
    long start = System.nanoTime();
    socket.getOutputStream().write('x');
    check(socket.getInputStream().read() == 'x', "no echo");
    return System.nanoTime() - start;
  }

  private static void echo(ServerSocket upstream) {
    try (Socket socket = upstream.accept()) {
      socket.getInputStream().transferTo(socket.getOutputStream());
    } catch (IOException ended) {
      // with the test
    }
  }

  private static void check(boolean right, String otherwise) {
    if (!right) {
      throw new AssertionError(otherwise);
    }
  }
}
