package io.trixter.netem.stream;

import io.trixter.netem.kernel.End;
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
import java.util.function.Function;

/**
 * A socket whose streams are wrapped; everything else is the inner socket's. It has no channel,
 * because a channel would go around the faults. Safe for any thread, as sockets are.
 */
public final class FaultSocket extends Socket implements Stack.Member {
  private final Socket inner;
  private final Wrapping wrapping;
  private final Stack stack;
  private final Opener opener; // null where no fault has a say in it
  private InputStream input;
  private OutputStream output;
  private volatile boolean halfClosed;

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
    Stack below = inner instanceof FaultSocket socket ? socket.stack : around(inner);
    wrapping = new Wrapping(inner, below, faults, rules -> true);
    stack = wrapping.stack();
    opener = wrapping.opener();
    if (opener != null && inner.isConnected() && !inner.isClosed()) {
      opener.connected();
    }
  }

  /** Returns whether a fault has refused the connection, which was made before it was wrapped. */
  public boolean isRefused() {
    return opener != null && opener.isRefused();
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
    public void halfClose(OutputStream out) throws IOException {
      inner.shutdownOutput();
    }

    @Override
    public IOException closed() {
      return new SocketException("Socket closed");
    }

    @Override
    public boolean closesAbruptly() {
      try {
        return inner.getSoLinger() == 0;
      } catch (SocketException e) {
        return true; // it is closed
      }
    }

    @Override
    public void stopReading() {
      try {
        inner.shutdownInput();
      } catch (IOException ignored) {
        // nobody reads
      }
    }
  }

  @Override
  public Stack stack() {
    return stack;
  }

  @Override
  public synchronized InputStream getInputStream() throws IOException {
    try {
      boolean finished =
          stack.lifetime().isFinished(); // by a fault, and so the inner one is closed
      InputStream raw = finished ? InputStream.nullInputStream() : open().getInputStream();
      if (input == null) {
        input = wrapping.input(raw);
      }
      return input;
    } catch (IOException e) {
      throw stack.lifetime().explained(e);
    }
  }

  @Override
  public synchronized OutputStream getOutputStream() throws IOException {
    try {
      boolean finished = stack.lifetime().isFinished();
      OutputStream raw = finished ? OutputStream.nullOutputStream() : open().getOutputStream();
      if (halfClosed) {
        throw new SocketException("Socket output is shutdown");
      }
      if (output == null) {
        output = wrapping.output(raw);
      }
      return output;
    } catch (IOException e) {
      throw stack.lifetime().explained(e);
    }
  }

  /** The inner socket, unless this one is closed and a delay line keeps the inner one open. */
  private Socket open() throws SocketException {
    if (isClosed() && !inner.isClosed()) {
      throw new SocketException("Socket is closed");
    }
    return inner;
  }

  @Override
  public void close() throws IOException {
    stack.lifetime().close();
  }

  /** Half-closes through the faults: delayed, drawn for, and behind injected bytes. */
  @Override
  public void shutdownOutput() throws IOException {
    WrappedOutput.end(getOutputStream(), End.HALF_CLOSE, stack);
    halfClosed = true;
  }

  @Override
  public void connect(SocketAddress endpoint) throws IOException {
    connect(endpoint, 0);
  }

  @Override
  public void connect(SocketAddress endpoint, int timeout) throws IOException {
    try {
      boolean allowed = endpoint != null && timeout >= 0 && !isConnected() && !isClosed();
      open().connect(endpoint, opener != null && allowed ? opener.await(timeout) : timeout);
    } catch (IOException e) {
      throw stack.lifetime().explained(e);
    }
  }

  @Override
  public void setSoTimeout(int timeout) throws SocketException {
    open();
    stack.deadline().setMillis(timeout);
  }

  @Override
  public int getSoTimeout() throws SocketException {
    return isClosed() ? open().getSoTimeout() : stack.deadline().millis();
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
    return wrapping.toString();
  }

  // the rest is the inner socket's

  @Override
  public void bind(SocketAddress local) throws IOException {
    open().bind(local);
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
    open().setTcpNoDelay(value);
  }

  @Override
  public boolean getTcpNoDelay() throws SocketException {
    return open().getTcpNoDelay();
  }

  @Override
  public void setKeepAlive(boolean value) throws SocketException {
    open().setKeepAlive(value);
  }

  @Override
  public boolean getKeepAlive() throws SocketException {
    return open().getKeepAlive();
  }

  @Override
  public void setReuseAddress(boolean value) throws SocketException {
    open().setReuseAddress(value);
  }

  @Override
  public boolean getReuseAddress() throws SocketException {
    return open().getReuseAddress();
  }

  @Override
  public void setOOBInline(boolean value) throws SocketException {
    open().setOOBInline(value);
  }

  @Override
  public boolean getOOBInline() throws SocketException {
    return open().getOOBInline();
  }

  @Override
  public void setSendBufferSize(int value) throws SocketException {
    open().setSendBufferSize(value);
  }

  @Override
  public int getSendBufferSize() throws SocketException {
    return open().getSendBufferSize();
  }

  @Override
  public void setReceiveBufferSize(int value) throws SocketException {
    open().setReceiveBufferSize(value);
  }

  @Override
  public int getReceiveBufferSize() throws SocketException {
    return open().getReceiveBufferSize();
  }

  @Override
  public void setTrafficClass(int value) throws SocketException {
    open().setTrafficClass(value);
  }

  @Override
  public int getTrafficClass() throws SocketException {
    return open().getTrafficClass();
  }

  @Override
  public void setSoLinger(boolean on, int linger) throws SocketException {
    open().setSoLinger(on, linger);
  }

  @Override
  public int getSoLinger() throws SocketException {
    return open().getSoLinger();
  }

  @Override
  public void shutdownInput() throws IOException {
    open().shutdownInput();
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
    return stack.lifetime().isOver() || inner.isClosed();
  }

  @Override
  public boolean isInputShutdown() {
    return inner.isInputShutdown();
  }

  @Override
  public boolean isOutputShutdown() {
    return halfClosed || inner.isOutputShutdown();
  }

  @Override
  public void setPerformancePreferences(int connectionTime, int latency, int bandwidth) {
    inner.setPerformancePreferences(connectionTime, latency, bandwidth);
  }

  @Override
  public <T> Socket setOption(SocketOption<T> name, T value) throws IOException {
    open().setOption(name, value);
    return this;
  }

  @Override
  public <T> T getOption(SocketOption<T> name) throws IOException {
    return open().getOption(name);
  }

  @Override
  public Set<SocketOption<?>> supportedOptions() {
    return inner.supportedOptions();
  }
}
