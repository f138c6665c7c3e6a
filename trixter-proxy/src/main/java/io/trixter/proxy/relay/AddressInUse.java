package io.trixter.proxy.relay;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;

/** Tells a port that another socket has from what else the system may refuse to bind. */
final class AddressInUse {
  private AddressInUse() {}

  /**
   * Returns whether {@code failure} of a bind says that the address is in use. Asks the system for
   * its words, which are in the language of the process.
   */
  static boolean isMeantBy(Throwable failure) {
    return failure instanceof BindException
        && failure.getMessage() != null
        && failure.getMessage().equals(message());
  }

  private static String message() {
    try (ServerSocketChannel first = ServerSocketChannel.open();
        ServerSocketChannel second = ServerSocketChannel.open()) {
      first.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      return messageOfBinding(second, first);
    } catch (IOException e) {
      return "Address already in use";
    }
  }

  private static String messageOfBinding(ServerSocketChannel second, ServerSocketChannel first)
      throws IOException {
    InetSocketAddress taken = (InetSocketAddress) first.getLocalAddress();
    try {
      second.bind(taken);
      throw new IOException("two sockets have " + taken);
    } catch (BindException e) {
      return e.getMessage();
    }
  }
}
