package io.trixter.netem.nio.loop;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.util.Set;

/**
 * The socket under a {@link LoopSocketChannel}, as its loop's poller has it. A transfer moves what
 * it can at once. One that can move nothing is tried again when the poller, asked by {@link
 * #await}, says that the socket is ready for it.
 *
 * <p>Transfers, waits and closing are for the loop's thread; bind, addresses, options and
 * half-closes for any.
 */
public abstract class LoopSocket extends Selectable {
  private LoopSocketChannel channel;

  /** A socket that no channel has yet. */
  protected LoopSocket() {}

  /** Makes it the socket of {@code channel}, for good. Any thread, before all else. */
  final void attach(LoopSocketChannel owner) {
    channel = owner;
  }

  /** The poller of the loop that its channel is pinned to. */
  protected final Poller poller() {
    return channel.loop().poller();
  }

  // the loop's thread

  /**
   * Asks the poller to report the socket once it is ready for {@code op}.
   *
   * @param op one of {@link SelectionKey}'s
   */
  protected abstract void await(int op) throws IOException;

  /**
   * Notes that the socket was reported as ready for {@code op}, and no operation waits for it now.
   *
   * @param wasAwaited whether one did before
   */
  protected void served(int op, boolean wasAwaited) {}

  /**
   * Reads into {@code one}, or into {@code several} if that is null.
   *
   * @return how many bytes; 0 if there are none now, -1 at the end of the stream
   */
  protected abstract long read(ByteBuffer one, ByteBuffer[] several) throws IOException;

  /**
   * Writes {@code one}, or {@code several} if that is null.
   *
   * @return how many bytes the system has taken; 0 if none now
   */
  protected abstract long write(ByteBuffer one, ByteBuffer[] several) throws IOException;

  /** Connects, or goes on with it; whether it is connected. */
  protected abstract boolean connect(InetSocketAddress remote) throws IOException;

  /** Closes it, in the next poll at the latest. */
  protected abstract void release() throws IOException;

  /**
   * {@inheritDoc}
   *
   * <p>Writes go first: one may have met the peer's reset, of which a read then knows no more than
   * that the stream has ended.
   */
  @Override
  protected final void ready(int readyOps) {
    serve(channel.connect, readyOps & SelectionKey.OP_CONNECT);
    serve(channel.write, readyOps & SelectionKey.OP_WRITE);
    serve(channel.read, readyOps & SelectionKey.OP_READ);
  }

  private void serve(SocketOperation<?> operation, int op) {
    if (op == 0 || operation == null) {
      return;
    }
    boolean wanted = operation.isActive();
    operation.ready();
    if (channel.isOpen() && !operation.isActive()) {
      served(op, wanted);
    }
  }

  /** Ends what is pending with {@code error}, and closes the channel. */
  @Override
  protected final void failed(Throwable error) {
    end(channel.connect, error);
    end(channel.read, error);
    end(channel.write, error);
    channel.close();
  }

  private static void end(SocketOperation<?> operation, Throwable error) {
    if (operation != null && operation.isActive()) {
      operation.failed(operation.cause(error));
    }
  }

  // any thread

  /** Closes it at once. It has no channel. */
  protected abstract void discard() throws IOException;

  /** Whether it is connected: it was accepted. */
  protected abstract boolean isConnected();

  /** As {@link java.nio.channels.SocketChannel#bind}. */
  protected abstract void bind(SocketAddress local) throws IOException;

  /** As {@link java.nio.channels.SocketChannel#shutdownInput}. */
  protected abstract void shutdownInput() throws IOException;

  /** As {@link java.nio.channels.SocketChannel#shutdownOutput}. */
  protected abstract void shutdownOutput() throws IOException;

  /** As {@link java.nio.channels.SocketChannel#getLocalAddress}. */
  protected abstract SocketAddress localAddress() throws IOException;

  /** As {@link java.nio.channels.SocketChannel#getRemoteAddress}. */
  protected abstract SocketAddress remoteAddress() throws IOException;

  /** As {@link java.nio.channels.SocketChannel#setOption}. */
  protected abstract <T> void setOption(SocketOption<T> name, T value) throws IOException;

  /** As {@link java.nio.channels.SocketChannel#getOption}. */
  protected abstract <T> T getOption(SocketOption<T> name) throws IOException;

  /** As {@link java.nio.channels.SocketChannel#supportedOptions}. */
  protected abstract Set<SocketOption<?>> supportedOptions();
}
