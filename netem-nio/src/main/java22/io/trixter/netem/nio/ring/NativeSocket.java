package io.trixter.netem.nio.ring;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.channels.AlreadyBoundException;
import java.nio.channels.AlreadyConnectedException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ConnectionPendingException;
import java.nio.channels.NotYetConnectedException;
import java.util.Set;

/**
 * One TCP socket, held by its file descriptor. It behaves as the channels of {@code java.nio} do,
 * down to the exceptions, but connecting, accepting and waiting are the ring's.
 *
 * <p>The descriptor is in blocking mode, because a ring answers {@code EAGAIN} for one that is not;
 * {@link #receive} and {@link #send} do not block all the same.
 *
 * <p>{@link #receive}, {@link #send}, {@link #received} and {@link #sent} are for the event loop's
 * thread, and so are {@link #close} and {@link #detach} while that thread may be in one of them.
 * Any thread may call the others. They hold the socket's lock while they use the descriptor, so
 * that none uses a number that was closed meanwhile and is another socket's.
 */
final class NativeSocket {
  /** What {@link #receive} returns at the end of the stream. */
  static final int END = -1;

  /** What {@link #receive} and {@link #send} return when they would have to wait. */
  static final int WOULD_BLOCK = -2;

  private static final int DEFAULT_BACKLOG = 50;

  private enum State {
    UNCONNECTED,
    PENDING,
    CONNECTED,
    CLOSED
  }

  private final ProtocolFamily family;
  private final boolean server;
  private final int fd;
  private volatile State state;
  private volatile boolean inputShut;
  private volatile boolean outputShut;
  private int broken; // the errno that receives have met; 0 is none; the loop's thread alone
  private SocketAddress local; // null until it is bound or asked for
  private SocketAddress remote; // null until it connects or is asked for

  private NativeSocket(int fd, ProtocolFamily family, boolean server, State state) {
    this.fd = fd;
    this.family = family;
    this.server = server;
    this.state = state;
  }

  /**
   * Opens a socket that is not connected.
   *
   * @param family IPv4 alone, or IPv6 with mapped IPv4; null for the system's default, which is the
   *     latter where there is IPv6
   * @throws UnsupportedOperationException if there is no such family
   */
  static NativeSocket open(ProtocolFamily family) throws IOException {
    return open(family, false);
  }

  /** Opens a socket to listen, with {@code SO_REUSEADDR} on. Otherwise as {@link #open}. */
  static NativeSocket openServer(ProtocolFamily family) throws IOException {
    return open(family, true);
  }

  /** Takes over the descriptor of a connection that a server of {@code family} accepted. */
  static NativeSocket of(int fd, ProtocolFamily family) {
    return new NativeSocket(fd, family, false, State.CONNECTED);
  }

  private static NativeSocket open(ProtocolFamily wanted, boolean server) throws IOException {
    ProtocolFamily family = SocketCalls.family(wanted);
    int fd = SocketCalls.open(family, server);
    try {
      return new NativeSocket(fd, family, server, State.UNCONNECTED);
    } catch (OutOfMemoryError e) {
      Libc.close(fd);
      throw e;
    }
  }

  /** Returns the descriptor, for the loop's thread to give to the ring at once. */
  int fd() throws ClosedChannelException {
    checkOpen();
    return fd;
  }

  /** Returns the family: IPv4 alone, or IPv6 with mapped IPv4. */
  ProtocolFamily family() {
    return family;
  }

  /** Returns whether the socket is connected; false once it is closed. */
  boolean isConnected() {
    return state == State.CONNECTED;
  }

  /** Returns whether the input was shut down. */
  boolean isInputShut() {
    return inputShut;
  }

  /** Returns whether the output was shut down. */
  boolean isOutputShut() {
    return outputShut;
  }

  /**
   * Binds the socket.
   *
   * @param address null for any address and a port that the system chooses
   */
  synchronized void bind(SocketAddress address) throws IOException {
    checkOpen();
    if (state == State.PENDING) {
      throw new ConnectionPendingException();
    }
    if (local != null || state == State.CONNECTED) {
      throw new AlreadyBoundException();
    }
    InetSocketAddress wanted =
        address == null ? SocketAddresses.any(family) : SocketAddresses.check(address, family);
    local = SocketCalls.bind(fd, family, wanted);
  }

  /**
   * Starts to listen.
   *
   * @param backlog how many connections may wait to be accepted; below 1 for 50
   */
  synchronized void listen(int backlog) throws IOException {
    checkOpen();
    try {
      SocketCalls.listen(fd, backlog < 1 ? DEFAULT_BACKLOG : backlog);
    } catch (IOException e) {
      local = null; // as the JDK has it: binding and listening are one to it
      throw e;
    }
  }

  /**
   * Prepares to connect by the ring: writes the {@code sockaddr} of {@code address} to {@code to},
   * which has {@link SocketAddresses#BYTES}, and returns its length. The memory must last until the
   * kernel has taken the request. {@link #connected} follows when the ring succeeds; when it fails
   * the socket is good for nothing, and the exception is {@link Errno#ofSocket}.
   */
  synchronized int connecting(SocketAddress address, MemorySegment to) throws IOException {
    InetSocketAddress wanted =
        SocketAddresses.loopbackIfAny(SocketAddresses.check(address, family));
    checkOpen();
    if (state == State.CONNECTED) {
      throw new AlreadyConnectedException();
    }
    if (state == State.PENDING) {
      throw new ConnectionPendingException();
    }
    int length = SocketAddresses.write(wanted, family, to);
    remote = wanted;
    state = State.PENDING;
    return length;
  }

  /** Notes that the ring has connected the socket. Does nothing after a close. */
  synchronized void connected() {
    if (state == State.PENDING) {
      state = State.CONNECTED;
      local = null; // a socket bound to any address has one now
    }
  }

  /** Returns the local address; null if the socket is not bound. */
  synchronized SocketAddress localAddress() throws IOException {
    checkOpen();
    if (local == null && state == State.CONNECTED) {
      local = SocketCalls.localAddress(fd);
    }
    return local;
  }

  /** Returns the peer's address; null if the socket is not connected. */
  synchronized SocketAddress remoteAddress() throws IOException {
    checkOpen();
    if (state != State.CONNECTED) {
      return null;
    }
    if (remote == null) {
      remote = SocketCalls.remoteAddress(fd, family);
    }
    return remote;
  }

  /** Returns the options that the socket has. */
  Set<SocketOption<?>> supportedOptions() {
    return SocketOptions.supported(server);
  }

  /** Sets an option. */
  <T> void setOption(SocketOption<T> name, T value) throws IOException {
    SocketOptions.check(name, value, server);
    synchronized (this) {
      checkOpen();
      SocketOptions.set(fd, family, name, value);
    }
  }

  /** Returns an option's value. */
  @SuppressWarnings("unchecked")
  <T> T getOption(SocketOption<T> name) throws IOException {
    SocketOptions.check(name, server);
    synchronized (this) {
      checkOpen();
      return (T) SocketOptions.get(fd, family, name);
    }
  }

  /** Makes the close a reset, if there is memory for that and the system lets it. */
  void resetOnClose() {
    try {
      setOption(StandardSocketOptions.SO_LINGER, 0);
    } catch (IOException | OutOfMemoryError e) {
      // it will be closed without a reset
    }
  }

  /** Shuts the input down: whatever comes is not received any more. */
  synchronized void shutdownInput() throws IOException {
    checkConnected();
    if (!inputShut) {
      SocketCalls.shutdownInput(fd);
      inputShut = true;
    }
  }

  /** Shuts the output down: the peer sees the end of the stream. */
  synchronized void shutdownOutput() throws IOException {
    checkConnected();
    if (!outputShut) {
      SocketCalls.shutdownOutput(fd);
      outputShut = true;
    }
  }

  /**
   * Receives up to {@code length} bytes, which must be positive, to {@code address}.
   *
   * @return how many came, {@link #END} or {@link #WOULD_BLOCK}
   */
  int receive(MemorySegment errno, long address, int length) throws IOException {
    checkConnected();
    if (broken != 0 || inputShut) {
      return received(0);
    }
    int result;
    do {
      result = Libc.recv(errno, fd, address, length, Uapi.MSG_DONTWAIT);
    } while (result == -Errno.EINTR);
    return received(result);
  }

  /**
   * Turns the result of a receive by the ring into that of {@link #receive}. What broke the
   * connection is remembered: later calls throw too, though the kernel tells of it once.
   */
  int received(int result) throws IOException {
    checkConnected();
    if (broken != 0) {
      throw Errno.ofReceive(broken);
    }
    if (result > 0) {
      return result; // bytes have moved, though the input may have been shut down meanwhile
    }
    if (inputShut || result == 0) {
      return END;
    }
    if (result == -Errno.EAGAIN) {
      return WOULD_BLOCK;
    }
    broken = Errno.endsConnection(-result) ? -result : 0;
    throw Errno.ofReceive(-result);
  }

  /**
   * Sends up to {@code length} bytes from {@code address}.
   *
   * @return how many the socket took, or {@link #WOULD_BLOCK}
   * @throws AsynchronousCloseException if the output was shut down, as the JDK has it
   */
  int send(MemorySegment errno, long address, int length) throws IOException {
    checkConnected();
    if (outputShut) {
      return sent(0);
    }
    int result;
    do {
      result = Libc.send(errno, fd, address, length, Uapi.MSG_DONTWAIT | Uapi.MSG_NOSIGNAL);
    } while (result == -Errno.EINTR);
    return sent(result);
  }

  /** Turns the result of a send by the ring into that of {@link #send}. */
  int sent(int result) throws IOException {
    checkConnected();
    if (result > 0) {
      return result;
    }
    if (outputShut) {
      throw new AsynchronousCloseException();
    }
    if (result == 0) {
      return 0;
    }
    if (result == -Errno.EAGAIN) {
      return WOULD_BLOCK;
    }
    throw Errno.ofSend(-result);
  }

  /** Closes the descriptor, once; allocates nothing. */
  synchronized void close() {
    if (state != State.CLOSED) {
      state = State.CLOSED;
      Libc.close(fd);
    }
  }

  /**
   * Gives the descriptor up to the caller, who closes it, as with the ring's request to close. From
   * then on this is closed. Allocates nothing.
   *
   * @return the descriptor, or -1 if this was closed before
   */
  synchronized int detach() {
    if (state == State.CLOSED) {
      return -1;
    }
    state = State.CLOSED;
    return fd;
  }

  private void checkOpen() throws ClosedChannelException {
    if (state == State.CLOSED) {
      throw new ClosedChannelException();
    }
  }

  private void checkConnected() throws ClosedChannelException {
    if (state != State.CONNECTED) {
      checkOpen();
      throw new NotYetConnectedException();
    }
  }
}
