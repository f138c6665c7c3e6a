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

/**
 * Sends back what it is sent, over asynchronous channels; what is measured. Reads a message as most
 * protocols have it done: the four bytes of its length first, then the rest.
 */
final class EchoService implements CompletionHandler<AsynchronousSocketChannel, Void> {
  private static final int HEADER = 4;

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
    READ_HEADER,
    READ_BODY,
    WRITE
  }

  private record Session(AsynchronousSocketChannel channel, ByteBuffer buffer)
      implements CompletionHandler<Integer, Operation> {
    void read() {
      buffer.limit(HEADER).rewind();
      channel.read(buffer, Operation.READ_HEADER, this);
    }

    @Override
    public void completed(Integer moved, Operation done) {
      if (moved < 0) {
        close();
      } else if (buffer.hasRemaining()) {
        goOn(done);
      } else {
        goOn(next(done));
      }
    }

    private Operation next(Operation done) {
      switch (done) {
        case READ_HEADER:
          buffer.limit(buffer.capacity());
          return Operation.READ_BODY;
        case READ_BODY:
          buffer.rewind();
          return Operation.WRITE;
        default:
          buffer.limit(HEADER).rewind();
          return Operation.READ_HEADER;
      }
    }

    private void goOn(Operation operation) {
      if (operation == Operation.WRITE) {
        channel.write(buffer, operation, this);
      } else {
        channel.read(buffer, operation, this);
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
