package io.trixter.netem.nio.ring;

import io.trixter.netem.nio.loop.LoopServerSocket;
import io.trixter.netem.nio.loop.LoopSocket;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.util.ArrayDeque;
import java.util.Set;

/**
 * A listening socket with a request that accepts again and again while an accept waits. Connections
 * that come before the kernel has cancelled the request are kept for the accepts to come. Threads
 * as {@link LoopServerSocket} says.
 */
final class RingServerSocket extends LoopServerSocket implements Completing {
  private final NativeSocket server;
  private final ArrayDeque<NativeSocket> accepted = new ArrayDeque<>();
  private int errno; // of an accept that nobody has heard of yet; 0 is none
  private int number; // 0: it has made no request
  private boolean accepting;
  private boolean wanted;
  private boolean closed;

  RingServerSocket(NativeSocket server) {
    this.server = server;
  }

  private RingPoller ring() {
    return (RingPoller) poller();
  }

  @Override
  protected LoopSocket accept() throws IOException {
    ring().checkUsable();
    NativeSocket next = accepted.poll();
    if (next != null) {
      return socketOf(next);
    }
    if (errno != 0) {
      int failed = errno;
      errno = 0;
      throw Errno.ofAccept(failed);
    }
    return null;
  }

  private static RingSocket socketOf(NativeSocket accepted) {
    try {
      return new RingSocket(accepted);
    } catch (OutOfMemoryError e) {
      accepted.close();
      throw e;
    }
  }

  @Override
  protected void await() throws ClosedChannelException {
    ring().checkUsable();
    wanted = true;
    if (!accepting) {
      request();
    }
  }

  private void request() throws ClosedChannelException {
    if (number == 0) {
      number = ring().enter(this);
    }
    ring().ring.acceptMultishot(server.fd(), RingPoller.userData(number, ACCEPT));
    accepting = true;
  }

  @Override
  protected void unwanted() {
    wanted = false;
    errno = 0; // the next accept finds out by itself
    if (accepting) {
      ring().cancel(RingPoller.userData(number, ACCEPT));
    }
  }

  @Override
  public void completed(int kind, int result, int flags) {
    accepting = (flags & Uapi.IORING_CQE_F_MORE) != 0;
    try {
      if (result >= 0) {
        accepted(result);
      } else if (wanted && result != -Errno.ECANCELED) {
        errno = -result;
      }
    } finally { // a connection that there is no memory for is dropped, and others may come
      goOn();
    }
  }

  private void goOn() {
    if (closed) {
      if (!accepting) {
        ring().leave(number);
      }
    } else if (!accepted.isEmpty() || errno != 0) {
      ring().ready(this, SelectionKey.OP_ACCEPT);
    } else if (wanted && !accepting) {
      again();
    }
  }

  private void accepted(int fd) {
    try {
      NativeSocket socket = NativeSocket.of(fd, server.family());
      if (closed) {
        reset(socket);
      } else {
        accepted.add(socket);
      }
    } catch (OutOfMemoryError e) {
      Libc.close(fd); // which it still has
      throw e;
    }
  }

  private void again() {
    try {
      request();
    } catch (ClosedChannelException e) {
      wanted = false;
    }
  }

  /** Ends a connection that was never handed over as the system ends one that nobody accepted. */
  static void reset(NativeSocket socket) {
    socket.resetOnClose();
    socket.close();
  }

  @Override
  protected void close() throws IOException {
    RingPoller ring = ring();
    closed = true;
    accepted.forEach(RingServerSocket::reset);
    accepted.clear();
    if (!ring.isUsable()) {
      server.close();
      return;
    }
    if (accepting) {
      ring.cancel(RingPoller.userData(number, ACCEPT));
    }
    ring.close(server.detach());
    ring.submit();
    if (!accepting && number != 0) {
      ring.leave(number);
    }
  }

  @Override
  protected void discard() throws IOException {
    server.close();
  }

  @Override
  protected void bind(SocketAddress local, int backlog) throws IOException {
    server.bind(local);
    server.listen(backlog);
  }

  @Override
  protected SocketAddress localAddress() throws IOException {
    return server.localAddress();
  }

  @Override
  protected <T> void setOption(SocketOption<T> name, T value) throws IOException {
    server.setOption(name, value);
  }

  @Override
  protected <T> T getOption(SocketOption<T> name) throws IOException {
    return server.getOption(name);
  }

  @Override
  protected Set<SocketOption<?>> supportedOptions() {
    return server.supportedOptions();
  }
}
