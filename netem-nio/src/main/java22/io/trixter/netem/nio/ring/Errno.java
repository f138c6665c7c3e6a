package io.trixter.netem.nio.ring;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.ProtocolException;
import java.net.SocketException;

/**
 * Error numbers, and the exceptions that the channels of {@code java.nio} throw for them, with the
 * same messages: those of {@code strerror}, in the language of the process. Any thread.
 *
 * <p>The numbers are those of include/uapi/asm-generic/errno-base.h and errno.h, which x86_64 and
 * aarch64 share.
 */
final class Errno {
  static final int EPERM = 1;
  static final int EINTR = 4;
  static final int EAGAIN = 11;
  static final int ENOMEM = 12;
  static final int EACCES = 13;
  static final int EFAULT = 14;
  static final int EBUSY = 16;
  static final int EINVAL = 22;
  static final int EPIPE = 32;
  static final int ENOSYS = 38;
  static final int ETIME = 62;
  static final int EPROTO = 71;
  static final int EADDRINUSE = 98;
  static final int EADDRNOTAVAIL = 99;
  static final int ECONNRESET = 104;
  static final int ENOBUFS = 105;
  static final int ENOTCONN = 107;
  static final int ETIMEDOUT = 110;
  static final int ECONNREFUSED = 111;
  static final int EHOSTUNREACH = 113;
  static final int ECANCELED = 125;

  private Errno() {}

  /** Returns the exception for a failed open, bind, listen, connect, shutdown or address query. */
  static IOException ofSocket(int errno) {
    String message = Libc.strerror(errno);
    return switch (errno) {
      case EPROTO -> new ProtocolException(message);
      case ECONNREFUSED, ETIMEDOUT, ENOTCONN -> new ConnectException(message);
      case EHOSTUNREACH -> new NoRouteToHostException(message);
      case EADDRINUSE, EADDRNOTAVAIL, EACCES -> new BindException(message);
      default -> new SocketException(message);
    };
  }

  /** Returns the exception for an option that cannot be read or set. */
  static SocketException ofOption(int errno) {
    return new SocketException(Libc.strerror(errno));
  }

  /** Returns the exception for a failed accept. */
  static IOException ofAccept(int errno) {
    return new IOException(Libc.strerror(errno));
  }

  /** Returns the exception for a failed receive; a reset has one message in all languages. */
  static IOException ofReceive(int errno) {
    return isReset(errno)
        ? new SocketException("Connection reset")
        : new IOException(Libc.strerror(errno));
  }

  /** Returns the exception for a failed send. */
  static IOException ofSend(int errno) {
    return new IOException(Libc.strerror(errno));
  }

  /** Returns whether a receive that failed with {@code errno} met the end of its connection. */
  static boolean endsConnection(int errno) {
    return switch (errno) {
      case EAGAIN, EINTR, EFAULT, ENOMEM, ENOBUFS -> false;
      default -> true;
    };
  }

  private static boolean isReset(int errno) {
    return errno == ECONNRESET || errno == EPIPE;
  }
}
