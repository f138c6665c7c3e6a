package io.trixter.proxy.trouble;

import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;

/** One end of a connection, blocking. */
final class End implements AutoCloseable {
  /** What this end sees of the other's end. */
  enum Ending {
    EOF,
    RESET,
    STILL_OPEN
  }

  private static final int PATIENCE_MILLIS = 20_000;

  private final Socket socket;

  End(Socket socket) throws IOException {
    this.socket = socket;
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(PATIENCE_MILLIS);
  }

  static End connect(InetSocketAddress address) throws IOException {
    Socket socket = new Socket();
    try {
      socket.connect(address, PATIENCE_MILLIS);
      return new End(socket);
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /** Whether something listens there. */
  static boolean accepts(InetSocketAddress address) {
    try {
      connect(address).close();
      return true;
    } catch (IOException notYet) {
      return false;
    }
  }

  void send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
  }

  void send(int bytes) throws IOException {
    send(new byte[bytes]);
  }

  void receive(int bytes) throws IOException {
    int got = socket.getInputStream().readNBytes(bytes).length;
    if (got < bytes) {
      throw new EOFException("only " + got + " of " + bytes + " bytes came");
    }
  }

  /** Sends a byte and waits until it is back. */
  void roundTrip() throws IOException {
    send(1);
    receive(1);
  }

  void finish() throws IOException {
    socket.shutdownOutput();
  }

  void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  /** How the connection ends, seen from here; what comes before is skipped. */
  Ending ending() throws IOException {
    return endingWithin(PATIENCE_MILLIS);
  }

  Ending endingWithin(int millis) throws IOException {
    socket.setSoTimeout(millis);
    try {
      socket.getInputStream().transferTo(OutputStream.nullOutputStream());
      return Ending.EOF;
    } catch (SocketTimeoutException e) {
      return Ending.STILL_OPEN;
    } catch (IOException e) {
      return Ending.RESET;
    } finally {
      socket.setSoTimeout(PATIENCE_MILLIS);
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
