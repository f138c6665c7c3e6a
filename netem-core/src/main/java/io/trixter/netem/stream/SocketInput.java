package io.trixter.netem.stream;

import java.io.IOException;
import java.io.InputStream;

/** The input of a socket below its wrappers, which waits no longer than they have left it. */
final class SocketInput extends InputStream implements Stack.Member {
  private final InputStream raw;
  private final FaultSocket socket;

  SocketInput(InputStream raw, FaultSocket socket) {
    this.raw = raw;
    this.socket = socket;
  }

  @Override
  public Stack stack() {
    return socket.stack();
  }

  @Override
  public int read() throws IOException {
    if (stack().deadline().isIdle()) {
      return raw.read();
    }
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] b, int off, int len) throws IOException {
    return stack().deadline().read(raw, b, off, len);
  }

  @Override
  public int available() throws IOException {
    return raw.available();
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
