package io.trixter.proxy.soak;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.List;

/** A thread that carries the ends of one side of all connections. */
final class Ends implements AutoCloseable {
  /** Starts connections, on this thread, now and then. */
  interface Starter {
    void start(Ends ends) throws IOException;
  }

  private static final int BUFFER = 64 << 10;
  private static final int TICK_MILLIS = 20;
  private static final int BACKLOG = 4096;

  private final Selector selector = Selector.open();
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
  private final byte[] bytes = new byte[BUFFER];
  private final Ledger ledger;
  private final Starter starter;
  private final ServerSocketChannel listener;
  private final Thread thread;
  private volatile boolean hurry;
  private volatile boolean over;
  private volatile int open;

  private Ends(Ledger ledger, Starter starter, ServerSocketChannel listener) throws IOException {
    this.ledger = ledger;
    this.starter = starter;
    this.listener = listener;
    if (listener != null) {
      listener.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), BACKLOG);
      listener.configureBlocking(false);
      listener.register(selector, SelectionKey.OP_ACCEPT);
    }
    thread = new Thread(this::run, listener == null ? "soak-clients" : "soak-servers");
    thread.setDaemon(true);
    thread.start();
  }

  static Ends clients(Ledger ledger, Starter starter) throws IOException {
    return new Ends(ledger, starter, null);
  }

  static Ends servers(Ledger ledger) throws IOException {
    return new Ends(ledger, ends -> {}, ServerSocketChannel.open());
  }

  int port() throws IOException {
    return ((InetSocketAddress) listener.getLocalAddress()).getPort();
  }

  /** Whether those that wait end their waiting at once. */
  void hurry(boolean now) {
    hurry = now;
  }

  /** Starts {@code plan} from {@code local}, on this thread. */
  void connect(Plan plan, SocketAddress local, SocketAddress remote) throws IOException {
    SocketChannel channel = SocketChannel.open();
    channel.bind(local);
    InetSocketAddress bound = (InetSocketAddress) channel.getLocalAddress();
    ledger.started(plan, bound.getAddress().getHostAddress() + ":" + bound.getPort());
    Endpoint end = new Endpoint(this, ledger, channel, plan);
    try {
      if (channel.connect(remote)) {
        end.ready();
      }
    } catch (IOException refused) {
      close(channel);
      ledger.ended(plan, true, Plan.Seen.RESET, 0);
    }
  }

  SelectionKey register(SocketChannel channel, int interest, Endpoint end) throws IOException {
    return channel.register(selector, interest, end);
  }

  /** This thread's buffer, empty. */
  ByteBuffer buffer() {
    return buffer.clear();
  }

  /** As many bytes as the buffer takes. */
  byte[] bytes() {
    return bytes;
  }

  void close(SocketChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      ledger.fail("a channel cannot be closed: " + e);
    }
  }

  private void run() {
    long ticked = System.nanoTime();
    try {
      while (!over) {
        selector.select(TICK_MILLIS);
        for (SelectionKey key : selector.selectedKeys()) {
          serve(key);
        }
        selector.selectedKeys().clear();
        if (System.nanoTime() - ticked > TICK_MILLIS * 1_000_000L) {
          ticked = System.nanoTime();
          tick();
        }
      }
    } catch (IOException | RuntimeException e) {
      ledger.fail(thread.getName() + " broke: " + e);
    }
  }

  private void serve(SelectionKey key) throws IOException {
    if (!key.isValid()) {
      return;
    }
    if (key.attachment() instanceof Endpoint end) {
      end.ready();
      return;
    }
    for (SocketChannel next = listener.accept(); next != null; next = listener.accept()) {
      new Endpoint(this, ledger, next);
    }
  }

  private void tick() throws IOException {
    List<Endpoint> all =
        selector.keys().stream()
            .filter(key -> key.isValid() && key.attachment() != null)
            .map(key -> (Endpoint) key.attachment())
            .toList();
    open = all.size();
    boolean now = hurry;
    all.forEach(end -> end.tick(now));
    starter.start(this);
  }

  /** How many ends are open, as of the last tick. */
  int open() {
    return open;
  }

  @Override
  public void close() throws IOException {
    over = true;
    selector.wakeup();
    try {
      thread.join(5_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    for (SelectionKey key : selector.keys()) {
      key.channel().close();
    }
    selector.close();
  }
}
