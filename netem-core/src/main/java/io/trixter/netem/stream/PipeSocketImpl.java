package io.trixter.netem.stream;

import java.io.FileDescriptor;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketImpl;
import java.net.SocketOptions;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What a socket does over two buffers in memory. Options are kept; the read timeout and a linger of
 * zero, which makes closing a reset, are obeyed. Safe for any thread.
 */
final class PipeSocketImpl extends SocketImpl {
  private final PipeBuffer in;
  private final PipeBuffer out;
  private final Map<Integer, Object> options = new ConcurrentHashMap<>();

  PipeSocketImpl(PipeBuffer in, PipeBuffer out, int localPort) {
    this.in = in;
    this.out = out;
    localport = localPort;
    fd = new FileDescriptor();
    options.put(SocketOptions.SO_TIMEOUT, 0);
    options.put(SocketOptions.SO_LINGER, -1);
    options.put(SocketOptions.TCP_NODELAY, true);
    options.put(SocketOptions.SO_KEEPALIVE, false);
    options.put(SocketOptions.SO_REUSEADDR, false);
    options.put(SocketOptions.SO_OOBINLINE, false);
    options.put(SocketOptions.IP_TOS, 0);
    options.put(SocketOptions.SO_SNDBUF, out.capacity());
    options.put(SocketOptions.SO_RCVBUF, in.capacity());
    options.put(SocketOptions.SO_BINDADDR, InetAddress.getLoopbackAddress());
  }

  @Override
  protected void create(boolean stream) {}

  @Override
  protected void connect(String host, int port) {
    throw new UnsupportedOperationException("a pipe is connected from the start");
  }

  @Override
  protected void connect(InetAddress host, int port) {
    connect(new InetSocketAddress(host, port), 0);
  }

  @Override
  protected void connect(SocketAddress peer, int timeout) {
    address = ((InetSocketAddress) peer).getAddress();
    port = ((InetSocketAddress) peer).getPort();
  }

  @Override
  protected void bind(InetAddress host, int port) throws IOException {
    throw new SocketException("a pipe is bound from the start");
  }

  @Override
  protected void listen(int backlog) throws IOException {
    throw new SocketException("a pipe does not listen");
  }

  @Override
  protected void accept(SocketImpl accepted) throws IOException {
    throw new SocketException("a pipe does not accept");
  }

  @Override
  protected InputStream getInputStream() {
    return in.reader(() -> (Integer) options.get(SocketOptions.SO_TIMEOUT));
  }

  @Override
  protected OutputStream getOutputStream() {
    return out.writer();
  }

  @Override
  protected int available() throws IOException {
    return in.available();
  }

  @Override
  protected void close() {
    boolean reset = Integer.valueOf(0).equals(options.get(SocketOptions.SO_LINGER));
    in.readerCloses(reset);
    out.writerCloses(reset);
  }

  @Override
  protected void shutdownInput() {
    in.stopReading();
  }

  @Override
  protected void shutdownOutput() {
    out.end();
  }

  @Override
  protected void sendUrgentData(int data) throws IOException {
    throw new SocketException("a pipe has no urgent data");
  }

  @Override
  public void setOption(int id, Object value) throws SocketException {
    boolean offLinger = id == SocketOptions.SO_LINGER && Boolean.FALSE.equals(value);
    options.put(id, offLinger ? Integer.valueOf(-1) : value);
  }

  @Override
  public Object getOption(int id) throws SocketException {
    Object value = options.get(id);
    if (value == null) {
      throw new SocketException("a pipe has no option " + id);
    }
    return value;
  }
}
