package io.trixter.benchmarks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;
import java.util.function.UnaryOperator;

/** Sends back what it is sent, over asynchronous channels; what is measured. */
final class EchoService implements CompletionHandler<AsynchronousSocketChannel, Void> {
  private final AsynchronousServerSocketChannel server;
  private final UnaryOperator<AsynchronousSocketChannel> wrapper;
  private final int bytes;

  /** Listens on a port of its own, until the JVM ends. */
  EchoService(
      AsynchronousServerSocketChannel server,
      UnaryOperator<AsynchronousSocketChannel> wrapper,
      int bytes)
      throws IOException {
    this.server = server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    this.wrapper = wrapper;
    this.bytes = bytes;
    server.accept(null, this);
  }

  SocketAddress address() throws IOException {
    return server.getLocalAddress();
  }

  @Override
  public void completed(AsynchronousSocketChannel accepted, Void attachment) {
    server.accept(null, this);
    try {
      accepted.setOption(StandardSocketOptions.TCP_NODELAY, true);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    new Session(wrapper.apply(accepted), ByteBuffer.allocateDirect(bytes)).read();
  }

  @Override
  public void failed(Throwable thrown, Void attachment) {
    throw new IllegalStateException(thrown);
  }

  private enum Operation {
    READ,
    WRITE
  }

  private record Session(AsynchronousSocketChannel channel, ByteBuffer buffer)
      implements CompletionHandler<Integer, Operation> {
    void read() {
      buffer.clear();
      channel.read(buffer, Operation.READ, this);
    }

    @Override
    public void completed(Integer moved, Operation done) {
      if (moved < 0) {
        close();
      } else if (done == Operation.READ) {
        channel.write(buffer.flip(), Operation.WRITE, this);
      } else if (buffer.hasRemaining()) {
        channel.write(buffer, Operation.WRITE, this);
      } else {
        read();
      }
    }

    @Override
    public void failed(Throwable thrown, Operation done) {
      close(); // the client is gone
    }

    private void close() {
      try {
        channel.close();
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
