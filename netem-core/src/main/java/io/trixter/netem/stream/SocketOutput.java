package io.trixter.netem.stream;

import java.io.IOException;
import java.io.OutputStream;

/** The output of a socket below its wrappers, which can half-close. */
final class SocketOutput extends OutputStream implements Stack.Member, HalfClosing {
  private final OutputStream raw;
  private final FaultSocket socket;

  SocketOutput(OutputStream raw, FaultSocket socket) {
    this.raw = raw;
    this.socket = socket;
  }

  @Override
  public Stack stack() {
    return socket.stack();
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
    socket.inner().shutdownOutput();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  @Override
  public String toString() {
    return socket.inner().toString();
  }
}
