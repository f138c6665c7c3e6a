package io.trixter.netem.stream;

import io.trixter.netem.kernel.Wiring;
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

/**
 * A socket whose streams are wrapped; everything else is the inner socket's. It has no channel, for
 * a channel would go around the faults. Safe for any thread, as sockets are.
 */
public final class FaultSocket extends Socket {
  private final Socket inner;
  private final List<Wiring> wirings;
  private final Fate fate;
  private final Deadline deadline;
  private final ReentrantLock lock = new ReentrantLock();
  private InputStream input;
  private OutputStream output;
  private volatile int soTimeout;

  /** Wraps {@code inner}, the first of {@code wirings} nearest the wire. */
  public FaultSocket(Socket inner, List<Wiring> wirings) throws SocketException {
    super((SocketImpl) null);
    this.inner = inner;
    this.wirings = wirings;
    soTimeout = inner.isClosed() ? 0 : inner.getSoTimeout();
    fate = new Fate(this::end);
    deadline = new Deadline(Streams.clockOf(inner), () -> soTimeout);
  }

  private void end(boolean reset) throws IOException {
    try {
      if (reset) {
        inner.setSoLinger(true, 0);
      }
    } finally {
      inner.close();
    }
  }

  @Override
  public InputStream getInputStream() throws IOException {
    lock.lock();
    try {
      InputStream raw = inner.getInputStream();
      if (input == null) {
        input = wrap(new SocketInput(raw));
      }
      return input;
    } catch (IOException e) {
      throw fate.explained(e);
    } finally {
      lock.unlock();
    }
  }

  private InputStream wrap(InputStream wrapped) {
    for (Wiring wiring : wirings) {
      if (wiring.reading() != null) {
        wrapped = new FaultInput(wrapped, wiring, Streams.clockOf(inner), deadline, fate);
      }
    }
    return wrapped;
  }

  @Override
  public OutputStream getOutputStream() throws IOException {
    lock.lock();
    try {
      OutputStream raw = inner.getOutputStream();
      if (output == null) {
        output = wrap(new SocketOutput(raw));
      }
      return output;
    } catch (IOException e) {
      throw fate.explained(e);
    } finally {
      lock.unlock();
    }
  }

  private OutputStream wrap(OutputStream wrapped) {
    for (Wiring wiring : wirings) {
      if (wiring.writing() != null) {
        wrapped = new FaultOutput(wrapped, wiring, Streams.clockOf(inner), fate);
      }
    }
    return wrapped;
  }

  /** The inner socket's input, which waits no longer than the faults have left it. */
  private final class SocketInput extends InputStream {
    private final InputStream raw;

    SocketInput(InputStream raw) {
      this.raw = raw;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] b, int off, int len) throws IOException {
      int left = deadline.millisLeft();
      if (left == 0 || left == soTimeout) {
        return raw.read(b, off, len);
      }
      inner.setSoTimeout(left);
      try {
        return raw.read(b, off, len);
      } finally {
        if (!inner.isClosed()) {
          inner.setSoTimeout(soTimeout);
        }
      }
    }

    @Override
    public int available() throws IOException {
      return raw.available();
    }

    @Override
    public void close() throws IOException {
      FaultSocket.this.close();
    }

    @Override
    public String toString() {
      return inner.toString();
    }
  }

  /** The inner socket's output, which can half-close. */
  private final class SocketOutput extends OutputStream implements HalfClosing {
    private final OutputStream raw;

    SocketOutput(OutputStream raw) {
      this.raw = raw;
    }

    @Override
    public void write(int b) throws IOException {
      raw.write(b);
    }

    @Override
    public void write(byte[] b, int off, int len) throws IOException {
      raw.write(b, off, len);
    }

    @Override
    public void flush() throws IOException {
      raw.flush();
    }

    @Override
    public void halfClose() throws IOException {
      inner.shutdownOutput();
    }

    @Override
    public void close() throws IOException {
      FaultSocket.this.close();
    }

    @Override
    public String toString() {
      return inner.toString();
    }
  }

  @Override
  public void close() throws IOException {
    fate.close();
    inner.close();
  }

  /** Half-closes through the faults: delayed, drawn for, and behind injected bytes. */
  @Override
  public void shutdownOutput() throws IOException {
    HalfClosing.halfClose(getOutputStream());
  }

  @Override
  public void setSoTimeout(int timeout) throws SocketException {
    inner.setSoTimeout(timeout);
    soTimeout = timeout;
  }

  @Override
  public int getSoTimeout() throws SocketException {
    return inner.isClosed() ? inner.getSoTimeout() : soTimeout;
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
    StringBuilder text = new StringBuilder(inner.toString());
    for (Wiring wiring : wirings) {
      text.insert(0, wiring.name() + "(").append(')');
    }
    return text.toString();
  }

  // the rest is the inner socket's

  @Override
  public void connect(SocketAddress endpoint) throws IOException {
    inner.connect(endpoint);
  }

  @Override
  public void connect(SocketAddress endpoint, int timeout) throws IOException {
    inner.connect(endpoint, timeout);
  }

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
