package io.trixter.netem.stream;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketOption;
import java.net.SocketTimeoutException;
import java.nio.channels.ServerSocketChannel;
import java.util.Set;

/** A server socket that wraps what it accepts; everything else is the inner one's. */
public final class FaultServerSocket extends ServerSocket {
  /** Wraps one accepted socket. */
  public interface Wrapper {
    /** Puts the faults around {@code accepted}, or closes it and fails. */
    Socket wrap(Socket accepted) throws IOException;
  }

  private static final long MILLISECOND = 1_000_000;

  private final ServerSocket inner;
  private final Wrapper wrapper;
  private volatile int millis; // the timeout; the inner socket has less of it for a while

  /** Accepts from {@code inner}. */
  public FaultServerSocket(ServerSocket inner, Wrapper wrapper) throws IOException {
    this.inner = inner;
    this.wrapper = wrapper;
    millis = inner.isClosed() ? 0 : inner.getSoTimeout();
  }

  /** Accepts the next client that no fault refuses, within the timeout; resets the others. */
  @Override
  public Socket accept() throws IOException {
    long begun = System.nanoTime();
    int timeout = millis;
    Socket accepted = wrapper.wrap(inner.accept());
    if (!isRefused(accepted)) {
      return accepted;
    }
    try {
      do {
        accepted = wrapper.wrap(acceptUntil(timeout, begun));
      } while (isRefused(accepted));
      return accepted;
    } finally {
      restore();
    }
  }

  private static boolean isRefused(Socket accepted) {
    return accepted instanceof FaultSocket faulty && faulty.isRefused();
  }

  private Socket acceptUntil(int timeout, long begun) throws IOException {
    if (timeout > 0) {
      long left = timeout - (System.nanoTime() - begun) / MILLISECOND;
      if (left <= 0) {
        throw new SocketTimeoutException("Accept timed out");
      }
      inner.setSoTimeout((int) left);
    }
    return inner.accept();
  }

  private void restore() {
    try {
      inner.setSoTimeout(millis);
    } catch (SocketException ignored) {
      // closed meanwhile
    }
  }

  @Override
  public void close() throws IOException {
    inner.close();
  }

  /** None: a channel would go around the faults. */
  @Override
  public ServerSocketChannel getChannel() {
    return null;
  }

  // the rest is the inner socket's

  @Override
  public void bind(SocketAddress local) throws IOException {
    inner.bind(local);
  }

  @Override
  public void bind(SocketAddress local, int backlog) throws IOException {
    inner.bind(local, backlog);
  }

  @Override
  public InetAddress getInetAddress() {
    return inner.getInetAddress();
  }

  @Override
  public int getLocalPort() {
    return inner.getLocalPort();
  }

  @Override
  public SocketAddress getLocalSocketAddress() {
    return inner.getLocalSocketAddress();
  }

  @Override
  public boolean isBound() {
    return inner.isBound();
  }

  @Override
  public boolean isClosed() {
    return inner.isClosed();
  }

  @Override
  public void setSoTimeout(int timeout) throws SocketException {
    inner.setSoTimeout(timeout);
    millis = timeout;
  }

  @Override
  public int getSoTimeout() throws IOException {
    return inner.isClosed() ? inner.getSoTimeout() : millis;
  }

  @Override
  public void setReuseAddress(boolean on) throws SocketException {
    inner.setReuseAddress(on);
  }

  @Override
  public boolean getReuseAddress() throws SocketException {
    return inner.getReuseAddress();
  }

  @Override
  public void setReceiveBufferSize(int size) throws SocketException {
    inner.setReceiveBufferSize(size);
  }

  @Override
  public int getReceiveBufferSize() throws SocketException {
    return inner.getReceiveBufferSize();
  }

  @Override
  public void setPerformancePreferences(int connectionTime, int latency, int bandwidth) {
    inner.setPerformancePreferences(connectionTime, latency, bandwidth);
  }

  @Override
  public <T> ServerSocket setOption(SocketOption<T> name, T value) throws IOException {
    inner.setOption(name, value);
    return this;
  }

  @Override
  public <T> T getOption(SocketOption<T> name) throws IOException {
    return inner.getOption(name);
  }

  @Override
  public Set<SocketOption<?>> supportedOptions() {
    return inner.supportedOptions();
  }

  @Override
  public String toString() {
    return "Netem(" + inner + ")";
  }
}
