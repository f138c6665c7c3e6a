package io.trixter.proxy;

import io.trixter.proxy.model.HostPort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A server for the proxy to connect to. What it accepts is closed with it. */
public final class Upstream implements AutoCloseable {
  /** What it does with a connection, on a thread of its own; then the connection is closed. */
  public interface Service {
    void serve(Peer peer) throws IOException;
  }

  private final ServerSocket server;
  private final Service service;
  private final ExecutorService threads = Executors.newCachedThreadPool(Upstream::daemon);
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final BlockingQueue<Peer> accepted = new LinkedBlockingQueue<>();

  private Upstream(Service service) throws IOException {
    this("127.0.0.1", service);
  }

  private Upstream(String host, Service service) throws IOException {
    this.service = service;
    server = new ServerSocket(0, 4096, InetAddress.getByName(host));
    threads.execute(this::accept);
  }

  public static Upstream serving(Service service) throws IOException {
    return new Upstream(service);
  }

  /** Sends back what comes, until the end of it. */
  public static Upstream echo() throws IOException {
    return echo("127.0.0.1");
  }

  /** The same at an address that need not be loopback's. */
  public static Upstream echo(String host) throws IOException {
    return new Upstream(host, peer -> peer.in().transferTo(peer.out()));
  }

  /** Reads for ever. */
  public static Upstream sink() throws IOException {
    return new Upstream(peer -> peer.ending());
  }

  /** Sends for ever. */
  public static Upstream source(long seed) throws IOException {
    return new Upstream(peer -> new Payload(seed).send(peer.out(), Long.MAX_VALUE / 2));
  }

  /** Resets the connection when the first byte has come. */
  public static Upstream resetting() throws IOException {
    return new Upstream(
        peer -> {
          peer.receive(1);
          peer.reset();
        });
  }

  /** Leaves each connection to the test, which takes it; until then it is not read. */
  public static Upstream byHand() throws IOException {
    return new Upstream(null);
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "upstream");
    thread.setDaemon(true);
    return thread;
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = server.accept();
        sockets.add(socket);
        Peer peer = new Peer(socket);
        if (service == null) {
          accepted.add(peer);
        } else {
          threads.execute(() -> serve(peer, socket));
        }
      }
    } catch (IOException closed) {
      // the end
    }
  }

  private void serve(Peer peer, Socket socket) {
    try (peer) {
      service.serve(peer);
    } catch (IOException e) {
      // the proxy has ended it, which is what tests are about
    } finally {
      sockets.remove(socket);
    }
  }

  /** The next connection of one that is served by hand. */
  public Peer take() {
    try {
      Peer peer = accepted.poll(20, TimeUnit.SECONDS);
      if (peer == null) {
        throw new AssertionError("no connection came");
      }
      return peer;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  public int port() {
    return server.getLocalPort();
  }

  public HostPort address() {
    return new HostPort(server.getInetAddress().getHostAddress(), port());
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : sockets) {
      socket.close();
    }
    threads.shutdown();
  }
}
