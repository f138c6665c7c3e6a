package io.trixter.netem.stream;

import io.trixter.netem.kernel.FaultNames;
import io.trixter.netem.kernel.Rules;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketImpl;
import java.net.SocketOption;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * A socket whose streams are wrapped; everything else is the inner socket's. It has no channel,
 * because a channel would go around the faults. Safe for any thread, as sockets are.
 */
public final class FaultSocket extends Socket implements Stack.Member {
  private final Socket inner;
  private final List<Rules> faults;
  private final Stack stack;
  private final ReentrantLock lock = new ReentrantLock();
  private InputStream input;
  private OutputStream output;

  /**
   * Wraps {@code inner}.
   *
   * @param faults makes the faults' rules, the first nearest the wire, by the names of those that
   *     are there already
   */
  public FaultSocket(Socket inner, Function<FaultNames, List<Rules>> faults)
      throws SocketException {
    super((SocketImpl) null);
    this.inner = inner;
    stack = inner instanceof FaultSocket below ? below.stack : around(inner);
    this.faults = faults.apply(stack.names());
    Streams.join(this.faults, stack);
  }

  private static Stack around(Socket inner) throws SocketException {
    Clock clock = Stack.clockOf(inner);
    int timeout = inner.isClosed() ? 0 : inner.getSoTimeout();
    Deadline deadline = new Deadline(clock, inner, timeout);
    return new Stack(clock, deadline, new Lifetime(new Bottom(inner)), new FaultNames());
  }

  private record Bottom(Socket inner) implements Lifetime.Bottom {
    @Override
    public void close(boolean reset) throws IOException {
      try {
        if (reset) {
          inner.setSoLinger(true, 0);
        }
      } finally {
        inner.close();
      }
    }

    @Override
    public IOException closed() {
      return new SocketException("Socket closed");
    }
  }

  @Override
  public Stack stack() {
    return stack;
  }

  Socket inner() {
    return inner;
  }

  @Override
  public InputStream getInputStream() throws IOException {
    lock.lock();
    try {
      InputStream raw = inner.getInputStream();
      if (input == null) {
        InputStream bottom = raw instanceof Stack.Member ? raw : new SocketInput(raw, this);
        input = Streams.wrapInput(bottom, faults, stack, false);
      }
      return input;
    } catch (IOException e) {
      throw stack.lifetime().explained(e);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public OutputStream getOutputStream() throws IOException {
    lock.lock();
    try {
      OutputStream raw = inner.getOutputStream();
      if (output == null) {
        OutputStream bottom = raw instanceof Stack.Member ? raw : new SocketOutput(raw, this);
        output = Streams.wrapOutput(bottom, faults, stack, false);
      }
      return output;
    } catch (IOException e) {
      throw stack.lifetime().explained(e);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() throws IOException {
    stack.lifetime().close();
  }

  /** Half-closes through the faults: delayed, drawn for, and behind injected bytes. */
  @Override
  public void shutdownOutput() throws IOException {
    HalfClosing.halfClose(getOutputStream());
  }

  @Override
  public void connect(SocketAddress endpoint) throws IOException {
    connect(endpoint, 0);
  }

  @Override
  public void connect(SocketAddress endpoint, int timeout) throws IOException {
    try {
      inner.connect(endpoint, timeout);
    } catch (IOException e) {
      throw stack.lifetime().explained(e);
    }
  }

  @Override
  public void setSoTimeout(int timeout) throws SocketException {
    stack.deadline().setMillis(timeout);
  }

  @Override
  public int getSoTimeout() throws SocketException {
    return inner.isClosed() ? inner.getSoTimeout() : stack.deadline().millis();
  }

  /** None: a channel would go around the faults. */
  @Override
  public SocketChannel getChannel() {
    return null;
  }

  /** Not supported: urgent bytes would go around the faults. */
  @Override
  public void sendUrgentData(int data) throws IOException {
    throw new SocketException("urgent data does not pass the faults");
  }

  /** The faults around the inner socket: {@code Throttled(Delayed(Socket[...]))}. */
  @Override
  public String toString() {
    return Streams.around(inner, faults);
  }

  // the rest is the inner socket's

  @Override
  public void bind(SocketAddress local) throws IOException {
    inner.bind(local);
  }

  @Override
  public InetAddress getInetAddress() {
    return inner.getInetAddress();
  }

  @Override
  public InetAddress getLocalAddress() {
    return inner.getLocalAddress();
  }

  @Override
  public int getPort() {
    return inner.getPort();
  }

  @Override
  public int getLocalPort() {
    return inner.getLocalPort();
  }

  @Override
  public SocketAddress getRemoteSocketAddress() {
    return inner.getRemoteSocketAddress();
  }

  @Override
  public SocketAddress getLocalSocketAddress() {
    return inner.getLocalSocketAddress();
  }

  @Override
  public void setTcpNoDelay(boolean value) throws SocketException {
    inner.setTcpNoDelay(value);
  }

  @Override
  public boolean getTcpNoDelay() throws SocketException {
    return inner.getTcpNoDelay();
  }

  @Override
  public void setKeepAlive(boolean value) throws SocketException {
    inner.setKeepAlive(value);
  }

  @Override
  public boolean getKeepAlive() throws SocketException {
    return inner.getKeepAlive();
  }

  @Override
  public void setReuseAddress(boolean value) throws SocketException {
    inner.setReuseAddress(value);
  }

  @Override
  public boolean getReuseAddress() throws SocketException {
    return inner.getReuseAddress();
  }

  @Override
  public void setOOBInline(boolean value) throws SocketException {
    inner.setOOBInline(value);
  }

  @Override
  public boolean getOOBInline() throws SocketException {
    return inner.getOOBInline();
  }

  @Override
  public void setSendBufferSize(int value) throws SocketException {
    inner.setSendBufferSize(value);
  }

  @Override
  public int getSendBufferSize() throws SocketException {
    return inner.getSendBufferSize();
  }

  @Override
  public void setReceiveBufferSize(int value) throws SocketException {
    inner.setReceiveBufferSize(value);
  }

  @Override
  public int getReceiveBufferSize() throws SocketException {
    return inner.getReceiveBufferSize();
  }

  @Override
  public void setTrafficClass(int value) throws SocketException {
    inner.setTrafficClass(value);
  }

  @Override
  public int getTrafficClass() throws SocketException {
    return inner.getTrafficClass();
  }

  @Override
  public void setSoLinger(boolean on, int linger) throws SocketException {
    inner.setSoLinger(on, linger);
  }

  @Override
  public int getSoLinger() throws SocketException {
    return inner.getSoLinger();
  }

  @Override
  public void shutdownInput() throws IOException {
    inner.shutdownInput();
  }

  @Override
  public boolean isConnected() {
    return inner.isConnected();
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
  public boolean isInputShutdown() {
    return inner.isInputShutdown();
  }

  @Override
  public boolean isOutputShutdown() {
    return inner.isOutputShutdown();
  }

  @Override
  public void setPerformancePreferences(int connectionTime, int latency, int bandwidth) {
    inner.setPerformancePreferences(connectionTime, latency, bandwidth);
  }

  @Override
  public <T> Socket setOption(SocketOption<T> name, T value) throws IOException {
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
}
