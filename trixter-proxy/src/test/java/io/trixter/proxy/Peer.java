package io.trixter.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.trixter.proxy.model.HostPort;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Arrays;

/** One end of a connection, blocking: a client of the proxy, or what an upstream accepted. */
public final class Peer implements AutoCloseable {
  /** What this end sees of the other's end. */
  public enum Ending {
    EOF,
    RESET,
    STILL_OPEN
  }

  private static final int PATIENCE_MILLIS = 20_000;

  private final Socket socket;
  private final String address;

  public Peer(Socket socket) throws IOException {
    this.socket = socket;
    address = HostPort.text((InetSocketAddress) socket.getLocalSocketAddress());
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(PATIENCE_MILLIS);
  }

  public static Peer connect(Proxy proxy) throws IOException {
    return connect(HostPort.parse(proxy.listen()).port());
  }

  public static Peer connect(int port) throws IOException {
    return connect(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port));
  }

  /** Whether something listens there. */
  public static boolean accepts(InetSocketAddress address) {
    try {
      connect(address).close();
      return true;
    } catch (IOException notYet) {
      return false;
    }
  }

  public static Peer connect(InetSocketAddress address) throws IOException {
    Socket socket = new Socket();
    try {
      socket.connect(address, PATIENCE_MILLIS);
      return new Peer(socket);
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /** Its own address, as a connection's {@code downstream()} has it. */
  public String address() {
    return address;
  }

  /** The port of the other end. */
  public int remotePort() {
    return socket.getPort();
  }

  public InputStream in() throws IOException {
    return socket.getInputStream();
  }

  public OutputStream out() throws IOException {
    return socket.getOutputStream();
  }

  public void patience(int millis) throws IOException {
    socket.setSoTimeout(millis);
  }

  public void send(byte[] bytes) throws IOException {
    out().write(bytes);
  }

  public void send(String text) throws IOException {
    send(text.getBytes(ISO_8859_1));
  }

  /** Sends so many zeros. */
  public void send(int bytes) throws IOException {
    send(new byte[bytes]);
  }

  public byte[] receive(int bytes) throws IOException {
    byte[] got = in().readNBytes(bytes);
    if (got.length < bytes) {
      throw new EOFException("only " + got.length + " of " + bytes + " bytes came");
    }
    return got;
  }

  public String receiveAll() throws IOException {
    return new String(in().readAllBytes(), ISO_8859_1);
  }

  /** Sends {@code bytes} and takes back as many, which must be the same. */
  public void roundTrip(byte[] bytes) throws IOException {
    send(bytes);
    if (!Arrays.equals(receive(bytes.length), bytes)) {
      throw new AssertionError("the echo differs");
    }
  }

  public void roundTrip() throws IOException {
    roundTrip("ping".getBytes(ISO_8859_1));
  }

  /** Says that nothing more will come: half-closes. */
  public void finish() throws IOException {
    socket.shutdownOutput();
  }

  /** How the connection ends, seen from here; what comes before is skipped. */
  public Ending ending() throws IOException {
    try {
      in().transferTo(OutputStream.nullOutputStream());
      return Ending.EOF;
    } catch (SocketTimeoutException e) {
      return Ending.STILL_OPEN;
    } catch (IOException e) {
      return Ending.RESET;
    }
  }

  /** The same, if it ends in that time. */
  public Ending endingWithin(int millis) throws IOException {
    patience(millis);
    try {
      return ending();
    } finally {
      patience(PATIENCE_MILLIS);
    }
  }

  public void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
