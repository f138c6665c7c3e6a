package io.trixter.netem.stream;

import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;

/** One end of an in-memory pair: a socket without a network. */
public final class PipeSocket extends Socket implements Clocked {
  private final Clock clock;

  private PipeSocket(PipeSocketImpl impl, Clock clock) throws SocketException {
    super(impl);
    this.clock = clock;
  }

  /** Two connected ends, each with room for {@code capacity} bytes on their way to it. */
  public static Socket[] pair(Clock clock, int capacity) throws IOException {
    PipeBuffer there = new PipeBuffer(clock, capacity);
    PipeBuffer back = new PipeBuffer(clock, capacity);
    return new Socket[] {end(clock, back, there, 1, 2), end(clock, there, back, 2, 1)};
  }

  /** The clock of the JVM. */
  public static Clock systemClock() {
    return SystemClock.INSTANCE;
  }

  private static Socket end(Clock clock, PipeBuffer in, PipeBuffer out, int port, int peer)
      throws IOException {
    PipeSocket socket = new PipeSocket(new PipeSocketImpl(in, out, port), clock);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), peer));
    return socket;
  }

  @Override
  public Clock clock() {
    return clock;
  }

  @Override
  public InputStream getInputStream() throws IOException {
    return new ClockedInput(super.getInputStream(), clock);
  }

  @Override
  public OutputStream getOutputStream() throws IOException {
    return new ClockedOutput(super.getOutputStream(), clock);
  }

  private static final class ClockedInput extends FilterInputStream implements Clocked {
    private final Clock clock;

    ClockedInput(InputStream in, Clock clock) {
      super(in);
      this.clock = clock;
    }

    @Override
    public Clock clock() {
      return clock;
    }
  }

  private static final class ClockedOutput extends FilterOutputStream implements Clocked {
    private final Clock clock;

    ClockedOutput(OutputStream out, Clock clock) {
      super(out);
      this.clock = clock;
    }

    @Override
    public void write(byte[] b, int off, int len) throws IOException {
      out.write(b, off, len);
    }

    @Override
    public void close() throws IOException {
      out.close();
    }

    @Override
    public Clock clock() {
      return clock;
    }
  }
}
