package io.trixter.netem.nio.ring;

import io.trixter.netem.nio.loop.LoopSocket;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.util.Set;

/**
 * The part of a ring's socket that needs no ring: each method is a system call. Threads as {@link
 * LoopSocket} says.
 */
abstract class SystemCallSocket extends LoopSocket {
  final NativeSocket socket;

  SystemCallSocket(NativeSocket socket) {
    this.socket = socket;
  }

  @Override
  protected void discard() {
    socket.close();
  }

  @Override
  protected void shutdownInput() throws IOException {
    socket.shutdownInput();
  }

  @Override
  protected boolean isConnected() {
    return socket.isConnected();
  }

  @Override
  protected void bind(SocketAddress local) throws IOException {
    socket.bind(local);
  }

  @Override
  protected SocketAddress localAddress() throws IOException {
    return socket.localAddress();
  }

  @Override
  protected SocketAddress remoteAddress() throws IOException {
    return socket.remoteAddress();
  }

  @Override
  protected <T> void setOption(SocketOption<T> name, T value) throws IOException {
    socket.setOption(name, value);
  }

  @Override
  protected <T> T getOption(SocketOption<T> name) throws IOException {
    return socket.getOption(name);
  }

  @Override
  protected Set<SocketOption<?>> supportedOptions() {
    return socket.supportedOptions();
  }
}
