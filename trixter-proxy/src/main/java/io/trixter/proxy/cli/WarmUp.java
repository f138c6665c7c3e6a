package io.trixter.proxy.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.trixter.netem.nio.Engine;
import io.trixter.proxy.HostConfig;
import io.trixter.proxy.ProxyHost;
import io.trixter.proxy.api.ApiOptions;
import io.trixter.proxy.api.ApiServer;
import io.trixter.proxy.fault.Attribute;
import io.trixter.proxy.fault.FaultCatalog;
import io.trixter.proxy.fault.FaultType;
import io.trixter.proxy.model.HostPort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Does once, out of sight, what the first users of the program would otherwise wait for: makes a
 * proxy by the API, adds, changes and removes a fault of each type, and relays a few bytes through
 * each. That loads some 300 classes. It runs on a thread of its own, over loopback, with a host
 * that is gone afterwards. Where anything is lacking it gives up: it is a convenience.
 */
final class WarmUp {
  private static final int PATIENCE_MILLIS = 20;

  private final int api;
  private final String token;
  private final ServerSocket upstream;

  private WarmUp(int api, String token, ServerSocket upstream) {
    this.api = api;
    this.token = token;
    this.upstream = upstream;
  }

  /** Starts it on {@code engine}, and returns its thread at once. */
  static Thread start(Engine engine) {
    return daemon(() -> run(engine));
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "trixter-warm-up");
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private static void run(Engine engine) {
    HostConfig config = new HostConfig(0, 1, 1 << 20).withEngine(engine).withoutLog();
    String token = UUID.randomUUID().toString(); // nobody else is to use it meanwhile
    try (ServerSocket upstream = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
        ProxyHost host = ProxyHost.start(config);
        ApiServer api =
            ApiServer.start(host, new HostPort("localhost", 0), new ApiOptions(token, Set.of()))) {
      daemon(() -> echo(upstream));
      new WarmUp(HostPort.parse(api.address()).port(), token, upstream).useAll(host);
    } catch (IOException | RuntimeException | Error lacking) {
      // the first users wait a little
    }
  }

  private static void echo(ServerSocket upstream) {
    while (true) {
      try (Socket socket = upstream.accept()) {
        socket.getInputStream().transferTo(socket.getOutputStream());
      } catch (IOException e) {
        if (upstream.isClosed()) {
          return;
        }
      }
    }
  }

  private void useAll(ProxyHost host) throws IOException {
    String to = "localhost:" + upstream.getLocalPort();
    call("GET", "/version", "");
    call("POST", "/proxies", "{'name':'p','listen':'localhost:0','upstream':'" + to + "'}");
    int port = host.proxy("p").port();
    relay(port);
    for (String body : new String[] {"delay {'delay_ms':1}", "throttle {'rate_bytes':1000}"}) {
      String[] parts = body.split(" ", 2);
      try (Socket open = connect(port)) {
        exchange(open); // so that it is one of the connections
        call("PATCH", "/connections/_all/" + parts[0], parts[1]);
        exchange(open);
      }
    }
    for (String stream : new String[] {"upstream", "downstream"}) {
      for (FaultType type : FaultCatalog.standard()) {
        String values =
            type.attributes().stream().map(WarmUp::small).collect(Collectors.joining(","));
        String fault = "{'type':'" + type + "','name':'f','stream':'" + stream + "'";
        call("POST", "/proxies/p/toxics", fault + ",'attributes':{" + values + "}}");
        relay(port);
        call("PATCH", "/proxies/p/toxics/f", "{'toxicity':1}");
        call("DELETE", "/proxies/p/toxics/f", "");
      }
    }
    call("PATCH", "/proxies/p", "{'enabled':false}");
    call("GET", "/connections", "");
    call("GET", "/proxies", "");
    call("GET", "/metrics", "");
    call("POST", "/reset", "");
    call("DELETE", "/proxies/p", "");
  }

  private static String small(Attribute attribute) {
    return "'" + attribute.name() + "':" + (attribute.isWhole() ? "1" : "0.01");
  }

  private static Socket connect(int port) throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), port);
  }

  private static void relay(int port) {
    try (Socket socket = connect(port)) {
      exchange(socket);
    } catch (IOException refused) {
      // by a fault that takes the proxy down
    }
  }

  /** Sends a byte and waits a little for it; what the fault makes of it is its own affair. */
  private static void exchange(Socket socket) {
    try {
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.getOutputStream().write('x');
      socket.getInputStream().read();
    } catch (IOException expected) {
      // as said
    }
  }

  private void call(String method, String path, String body) throws IOException {
    byte[] content = body.replace('\'', '"').getBytes(US_ASCII);
    String head =
        method
            + " "
            + path
            + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer "
            + token
            + "\r\n"
            + "Content-Type: application/json\r\nContent-Length: "
            + content.length
            + "\r\n\r\n";
    try (Socket socket = connect(api)) {
      socket.getOutputStream().write(head.getBytes(US_ASCII));
      socket.getOutputStream().write(content);
      socket.getInputStream().readAllBytes();
    }
  }
}
