package io.trixter.netem.stream;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketOption;
import java.nio.channels.ServerSocketChannel;
import java.util.Set;

/** A server socket that wraps what it accepts; everything else is the inner one's. */
public final class FaultServerSocket extends ServerSocket {
  /** Wraps one accepted socket. */
  public interface Wrapper {
    /** Puts the faults around {@code accepted}, or closes it and fails. */
    Socket wrap(Socket accepted) throws IOException;
  }

  private final ServerSocket inner;
  private final Wrapper wrapper;

  /** Accepts from {@code inner}. */
  public FaultServerSocket(ServerSocket inner, Wrapper wrapper) throws IOException {
    this.inner = inner;
    this.wrapper = wrapper;
  }

  /**
   * Accepts the next client that no fault refuses. Those that one does refuse are reset; with each
   * the timeout starts anew.
   */
  @Override
  public Socket accept() throws IOException {
    Socket accepted;
    do {
      accepted = wrapper.wrap(inner.accept());
    } while (accepted instanceof FaultSocket faulty && faulty.isRefused());
    return accepted;
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
  }

  @Override
  public int getSoTimeout() throws IOException {
    return inner.getSoTimeout();
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
