package io.trixter.netem.nio.driver;

import io.trixter.netem.nio.loop.Direction;
import io.trixter.netem.nio.loop.Reactor;
import io.trixter.netem.nio.loop.VirtualReactor;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;
import java.util.List;
import java.util.function.Consumer;

/**
 * A channel without a network, on virtual time: keeps a log of what reaches it ({@code 25ms write
 * 40}, {@code 30ms shutdown}), gives what the test feeds it, and takes as much as the test allows.
 */
public final class InMemoryChannel extends StubChannel {
  private final VirtualReactor reactor;
  private final Wire wire;
  private final Transfer reading;
  private final Transfer writing;
  private CompletionHandler<?, ?> lastHandler;
  private ByteBuffer lastBuffer;

  public InMemoryChannel(VirtualReactor reactor) {
    this.reactor = reactor;
    wire = new Wire(reactor);
    reading = new Transfer(wire, true);
    writing = new Transfer(wire, false);
  }

  /** What reached it, each with its virtual time. */
  public List<String> log() {
    return wire.log;
  }

  public byte[] written() {
    return wire.written.toByteArray();
  }

  /** The handler of the operation that came last. */
  public CompletionHandler<?, ?> lastHandler() {
    return lastHandler;
  }

  /** The first buffer of the operation that came last. */
  public ByteBuffer lastBuffer() {
    return lastBuffer;
  }

  /** Gives {@code bytes} to the pending read, or to the next ones. */
  public void feed(byte... bytes) {
    wire.feed(bytes);
    reading.tryAgain();
  }

  /** The peer sends no more. */
  public void feedEnd() {
    wire.ended = true;
    reading.tryAgain();
  }

  /** No write is to take more than so many bytes. */
  public void takesAtMost(int bytes) {
    wire.takesAtMost = bytes;
  }

  /** Moves bytes of buffers whose future was cancelled, as channels of another provider do. */
  public void ignoresCancels() {
    wire.foreign = true;
  }

  /** Writes stay pending until {@link #resume}. */
  public void stall() {
    wire.stalled = true;
  }

  public void resume() {
    wire.stalled = false;
    writing.tryAgain();
  }

  /** What is pending and what follows fails, half-closes too; the channel stays open. */
  public void failWith(IOException failure) {
    wire.failure = failure;
    reading.tryAgain();
    writing.tryAgain();
  }

  /** Lets it be connected once more. */
  public void disconnect() {
    wire.connected = false;
  }

  @Override
  public boolean isConnected() {
    return wire.connected;
  }

  @Override
  public <A> void connect(
      SocketAddress remote, A attachment, CompletionHandler<Void, ? super A> handler) {
    wire.connected = true;
    wire.note("connect");
    reactor.execute(() -> handler.completed(null, attachment));
  }

  private Transfer transfer(Direction direction) {
    return direction == Direction.READ ? reading : writing;
  }

  @Override
  public long moved(Direction direction) {
    return transfer(direction).total();
  }

  @Override
  public void check(Direction direction) {
    direction.check(transfer(direction));
  }

  @Override
  public void abandon(Direction direction) {
    transfer(direction).abandon();
  }

  @Override
  public <A> void start(
      Direction direction,
      ByteBuffer one,
      ByteBuffer[] several,
      long nanos,
      A attachment,
      CompletionHandler<?, ? super A> handler) {
    Transfer transfer = transfer(direction);
    ByteBuffer[] used = several == null ? new ByteBuffer[] {one} : several;
    lastHandler = handler;
    lastBuffer = used[0];
    if (!wire.open) {
      IOException why = afterClose();
      reactor.run(() -> handler.failed(why, attachment));
    } else {
      direction.claim(transfer);
      transfer.use(several != null, used);
      transfer.submit(attachment, handler, nanos);
    }
  }

  @Override
  public AsynchronousSocketChannel shutdownInput() {
    wire.note("shutdownInput");
    return this;
  }

  @Override
  public AsynchronousSocketChannel shutdownOutput() throws IOException {
    if (!wire.open) {
      throw afterClose();
    }
    if (wire.failure != null) {
      throw wire.failure;
    }
    wire.note("shutdown");
    wire.outputShutdown = true;
    return this;
  }

  @Override
  public void close() {
    end("close");
  }

  @Override
  public void reset() {
    end("reset");
  }

  /** As a channel on a loop has it: closed at once, what is pending ends on the reactor. */
  private void end(String how) {
    if (wire.open) {
      wire.open = false;
      wire.note(how);
      reactor.run(
          () -> {
            fireClosed();
            reading.channelClosed(whyClosed());
            writing.channelClosed(whyClosed());
          });
    }
  }

  @Override
  public boolean isOpen() {
    return wire.open;
  }

  @Override
  public Reactor reactor() {
    return reactor;
  }

  @Override
  public void whenDrained(Consumer<Throwable> task) {
    task.accept(null);
  }

  @Override
  public String toString() {
    return "InMemory";
  }
}
