package io.trixter.proxy;

import io.trixter.netem.nio.loop.EventLoop;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Looks one name up again and again, off the loops, for the system's resolver blocks; what is an
 * address already is read once. Safe for any thread.
 */
final class Resolver implements AutoCloseable {
  private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|.*:.*");
  private static final int MOST_THREADS = 16;
  private static final int IDLE_SECONDS = 10;

  private final HostPort name;
  private final boolean isAddress;
  private volatile List<InetSocketAddress> read; // null unless it is an address
  private final ExecutorService threads =
      new ThreadPoolExecutor(
          0,
          MOST_THREADS,
          IDLE_SECONDS,
          TimeUnit.SECONDS,
          new SynchronousQueue<>(),
          Resolver::daemon);

  Resolver(HostPort name) {
    this.name = name;
    isAddress = ADDRESS.matcher(name.host()).matches();
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "trixter-resolver");
    thread.setDaemon(true);
    return thread;
  }

  /** Calls one of the consumers on {@code loop}: {@code found}, or {@code failed} with why. */
  void resolve(EventLoop loop, Consumer<List<InetSocketAddress>> found, Consumer<String> failed) {
    List<InetSocketAddress> known = read;
    if (known != null) {
      loop.run(() -> found.accept(known));
    } else if (isAddress) {
      lookUp(loop, found, failed);
    } else {
      lookUpElsewhere(loop, found, failed);
    }
  }

  private void lookUpElsewhere(
      EventLoop loop, Consumer<List<InetSocketAddress>> found, Consumer<String> failed) {
    try {
      threads.execute(() -> lookUp(loop, found, failed));
    } catch (RejectedExecutionException busy) {
      failed.accept("too many names are being looked up");
    }
  }

  private void lookUp(
      EventLoop loop, Consumer<List<InetSocketAddress>> found, Consumer<String> failed) {
    try {
      List<InetSocketAddress> addresses =
          Arrays.stream(InetAddress.getAllByName(name.host()))
              .map(address -> new InetSocketAddress(address, name.port()))
              .toList();
      read = isAddress ? addresses : null;
      loop.run(() -> found.accept(addresses));
    } catch (UnknownHostException e) {
      loop.run(() -> failed.accept("unknown host"));
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
