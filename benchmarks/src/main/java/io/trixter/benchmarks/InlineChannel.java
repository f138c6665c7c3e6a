package io.trixter.benchmarks;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** A channel that moves all there is and completes before its method returns. */
final class InlineChannel extends AsynchronousSocketChannel {
  InlineChannel() {
    super(null);
  }

  private static int moveAll(ByteBuffer... buffers) {
    int moved = 0;
    for (ByteBuffer buffer : buffers) {
      moved += buffer.remaining();
      buffer.position(buffer.limit());
    }
    return moved;
  }

  private static int moveAll(ByteBuffer buffer) {
    int moved = buffer.remaining();
    buffer.position(buffer.limit());
    return moved;
  }

  @Override
  public <A> void read(
      ByteBuffer dst,
      long timeout,
      TimeUnit unit,
      A attachment,
      CompletionHandler<Integer, ? super A> handler) {
    handler.completed(moveAll(dst), attachment);
  }

  @Override
  public <A> void read(
      ByteBuffer[] dsts,
      int offset,
      int length,
      long timeout,
      TimeUnit unit,
      A attachment,
      CompletionHandler<Long, ? super A> handler) {
    handler.completed((long) moveAll(dsts), attachment);
  }

  @Override
  public Future<Integer> read(ByteBuffer dst) {
    return CompletableFuture.completedFuture(moveAll(dst));
  }

  @Override
  public <A> void write(
      ByteBuffer src,
      long timeout,
      TimeUnit unit,
      A attachment,
      CompletionHandler<Integer, ? super A> handler) {
    handler.completed(moveAll(src), attachment);
  }

  @Override
  public <A> void write(
      ByteBuffer[] srcs,
      int offset,
      int length,
      long timeout,
      TimeUnit unit,
      A attachment,
      CompletionHandler<Long, ? super A> handler) {
    handler.completed((long) moveAll(srcs), attachment);
  }

  @Override
  public Future<Integer> write(ByteBuffer src) {
    return CompletableFuture.completedFuture(moveAll(src));
  }

  @Override
  public <A> void connect(
      SocketAddress remote, A attachment, CompletionHandler<Void, ? super A> handler) {
    handler.completed(null, attachment);
  }

  @Override
  public Future<Void> connect(SocketAddress remote) {
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public AsynchronousSocketChannel bind(SocketAddress local) {
    return this;
  }

  @Override
  public AsynchronousSocketChannel shutdownInput() {
    return this;
  }

  @Override
  public AsynchronousSocketChannel shutdownOutput() {
    return this;
  }

  @Override
  public SocketAddress getLocalAddress() {
    return InetSocketAddress.createUnresolved("local", 1);
  }

  @Override
  public SocketAddress getRemoteAddress() {
    return InetSocketAddress.createUnresolved("remote", 1);
  }

  @Override
  public <T> AsynchronousSocketChannel setOption(SocketOption<T> name, T value) {
    return this;
  }

  @Override
  public <T> T getOption(SocketOption<T> name) {
    return null;
  }

  @Override
  public Set<SocketOption<?>> supportedOptions() {
    return Set.of();
  }

  @Override
  public boolean isOpen() {
    return true;
  }

  @Override
  public void close() {}
}
