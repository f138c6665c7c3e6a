package io.trixter.netem.stream;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketImpl;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;

/**
 * A socket without a network, on virtual time: keeps a log of what reaches it, and gives what the
 * test feeds it. For one thread.
 */
final class WireSocket extends Socket implements Clocked {
  private static final long MILLISECOND = 1_000_000;

  private final Agenda agenda;
  private final List<String> log = new ArrayList<>();
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private byte[] incoming = {};
  private boolean ended;
  private boolean connected = true;
  private boolean closed;
  private boolean resets;
  private int timeout;

  WireSocket(Agenda agenda) throws SocketException {
    super((SocketImpl) null);
    this.agenda = agenda;
  }

  List<String> log() {
    return log;
  }

  byte[] written() {
    return written.toByteArray();
  }

  void feed(byte... bytes) {
    byte[] more = new byte[incoming.length + bytes.length];
    System.arraycopy(incoming, 0, more, 0, incoming.length);
    System.arraycopy(bytes, 0, more, incoming.length, bytes.length);
    incoming = more;
  }

  void feedEnd() {
    ended = true;
  }

  /** Lets it be connected once more. */
  void disconnect() {
    connected = false;
  }

  @Override
  public boolean isConnected() {
    return connected;
  }

  @Override
  public void connect(SocketAddress remote, int millis) throws SocketException {
    checkOpen();
    connected = true;
    note(millis == 0 ? "connect" : "connect within " + millis);
  }

  private void note(String what) {
    long nanos = agenda.elapsed().toNanos();
    log.add((nanos % MILLISECOND == 0 ? nanos / MILLISECOND + "ms " : nanos + "ns ") + what);
  }

  private void checkOpen() throws SocketException {
    if (closed) {
      throw new SocketException("Socket closed");
    }
  }

  @Override
  public Clock clock() {
    return agenda;
  }

  @Override
  public InputStream getInputStream() {
    return new InputStream() {
      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
      }

      @Override
      public int read(byte[] b, int off, int len) throws IOException {
        boolean expired = false;
        if (timeout > 0) {
          agenda.at(agenda.elapsed().plusMillis(timeout), () -> {});
          long until = agenda.elapsed().plusMillis(timeout).toNanos();
          while (incoming.length == 0 && !ended && !closed && !expired) {
            agenda.runNext();
            expired = agenda.elapsed().toNanos() >= until;
          }
        }
        while (incoming.length == 0 && !ended && !closed && !expired) {
          agenda.runNext();
        }
        checkOpen();
        if (incoming.length == 0 && !ended) {
          throw new SocketTimeoutException("Read timed out");
        }
        return take(b, off, len);
      }

      @Override
      public int available() throws IOException {
        checkOpen();
        return incoming.length;
      }

      @Override
      public void close() {
        WireSocket.this.close();
      }
    };
  }

  private int take(byte[] b, int off, int len) {
    int n = Math.min(len, incoming.length);
    if (n == 0) {
      return -1;
    }
    System.arraycopy(incoming, 0, b, off, n);
    incoming = java.util.Arrays.copyOfRange(incoming, n, incoming.length);
    note("read " + n);
    return n;
  }

  @Override
  public OutputStream getOutputStream() {
    return new OutputStream() {
      @Override
      public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
      }

      @Override
      public void write(byte[] b, int off, int len) throws IOException {
        checkOpen();
        written.write(b, off, len);
        note("write " + len);
      }

      @Override
      public void close() {
        WireSocket.this.close();
      }
    };
  }

  @Override
  public void shutdownOutput() throws IOException {
    checkOpen();
    note("shutdown");
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      note(resets ? "reset" : "close");
    }
  }

  @Override
  public boolean isClosed() {
    return closed;
  }

  @Override
  public void setSoLinger(boolean on, int linger) throws SocketException {
    checkOpen();
    resets = on && linger == 0;
  }

  @Override
  public void setSoTimeout(int millis) throws SocketException {
    checkOpen();
    timeout = millis;
  }

  @Override
  public int getSoTimeout() {
    return timeout;
  }

  @Override
  public String toString() {
    return "Wire";
  }
}
