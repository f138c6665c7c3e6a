package io.trixter.proxy.api.dashboard;

import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A client that is sent the events, on a thread of its own, for as long as it stays. The thread
 * alone waits for the client; any other may call the methods.
 */
final class Viewer implements Runnable {
  private static final int QUEUE_BYTES = 256 << 10;
  private static final int STACK_BYTES = 256 << 10;
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

  private final String proxy;
  private final ViewerQueue queue;
  private final Consumer<Viewer> onEnd;
  private final Thread thread;
  private OutputStream out;
  private volatile boolean ended;
  private volatile boolean writing;
  private volatile long writingSince;

  /**
   * A viewer that is sent nothing yet.
   *
   * @param proxy the name of the proxy whose events it wants; null for all
   * @param notice makes the text that tells how many events were dropped
   * @param onEnd called on the viewer's thread when it has ended; ends the answer
   */
  Viewer(String proxy, ViewerQueue.Notice notice, Consumer<Viewer> onEnd) {
    this.proxy = proxy;
    this.onEnd = onEnd;
    queue = new ViewerQueue(QUEUE_BYTES, notice);
    thread = new Thread(null, this, "trixter-viewer", STACK_BYTES);
    thread.setDaemon(true);
  }

  /** Begins to send what is queued; to be called once. */
  void start(OutputStream to) {
    out = to;
    thread.start();
  }

  /** Returns the name of the proxy whose events it wants; null for all. */
  String proxy() {
    return proxy;
  }

  /** Returns whether it wants the events of the proxy of this name. */
  boolean wants(String name) {
    return proxy == null || proxy.equals(name);
  }

  /** Returns what it is yet to be sent. */
  ViewerQueue queue() {
    return queue;
  }

  /** Returns whether its client has taken nothing for a minute, though there was something. */
  boolean isStuck(long now) {
    return writing && now - writingSince > PATIENCE_NANOS;
  }

  /** Ends it, whether its client reads or not. */
  void end() {
    ended = true;
    thread.interrupt(); // which closes the channel that it writes to
  }

  @Override
  public void run() {
    try {
      while (!ended) {
        send(queue.take());
      }
    } catch (IOException | InterruptedException | OutOfMemoryError e) {
      // its client is gone, or is to go
    } finally {
      if (ended) {
        Thread.currentThread().interrupt(); // its answer is ended without waiting for the client
      }
      onEnd.accept(this);
    }
  }

  private void send(byte[] text) throws IOException {
    writingSince = System.nanoTime();
    writing = true;
    out.write(text);
    if (queue.isEmpty()) {
      out.flush();
    }
    writing = false;
  }
}
