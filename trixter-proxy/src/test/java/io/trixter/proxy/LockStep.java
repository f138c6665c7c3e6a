package io.trixter.proxy;

import io.trixter.proxy.model.Direction;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * Carries one connection's messages, one after the other: the next is sent when all of the one
 * before has arrived. Says what each side received and how that ended.
 */
final class LockStep implements AutoCloseable {
  /**
   * What one side received.
   *
   * @param handedOn how many bytes the proxy had written to it
   */
  record Received(byte[] bytes, Peer.Ending ending, long handedOn) {
    /** Whether it is the same, but for what the kernel drops at a reset of what it was given. */
    boolean isLike(Received other) {
      int common = Math.min(bytes.length, other.bytes.length);
      return ending == other.ending
          && handedOn == other.handedOn
          && (ending == Peer.Ending.RESET || bytes.length == other.bytes.length)
          && Arrays.equals(bytes, 0, common, other.bytes, 0, common);
    }

    @Override
    public String toString() {
      return ending + " after " + bytes.length + " of " + handedOn + " bytes";
    }
  }

  /** What one side has received so far, read by a thread of its own. */
  private static final class Reader extends Thread {
    private final Peer peer;
    private final ByteArrayOutputStream got = new ByteArrayOutputStream();
    private volatile Peer.Ending ending;
    private volatile boolean writeFailed; // which uses the error up: a read then finds the end

    Reader(Peer peer) {
      super("reader");
      this.peer = peer;
      setDaemon(true);
      start();
    }

    @Override
    public void run() {
      byte[] room = new byte[8192];
      try {
        InputStream in = peer.in();
        for (int n = in.read(room); n >= 0; n = in.read(room)) {
          synchronized (this) {
            got.write(room, 0, n);
          }
        }
        ending = Peer.Ending.EOF;
      } catch (IOException e) {
        ending = Peer.Ending.RESET;
      }
    }

    synchronized long count() {
      return got.size();
    }

    Received received(long handedOn) throws InterruptedException {
      join();
      return new Received(got.toByteArray(), writeFailed ? Peer.Ending.RESET : ending, handedOn);
    }
  }

  private final Peer[] peers;
  private final Reader[] readers; // by the direction that they receive

  LockStep(Peer client, Peer server) {
    peers = new Peer[] {client, server};
    readers = new Reader[] {new Reader(server), new Reader(client)};
  }

  /** How many bytes have come by {@code direction}. */
  long count(Direction direction) {
    return readers[direction.ordinal()].count();
  }

  /**
   * Sends {@code message} in pieces, and waits until as many bytes as {@code expected} says have
   * arrived in all, or the stream has ended.
   *
   * @return whether the connection lives
   */
  boolean send(Direction direction, byte[] message, RandomGenerator cuts, LongSupplier expected) {
    Peer sender = peers[direction.ordinal()];
    Reader reader = readers[direction.ordinal()];
    try {
      for (int at = 0; at < message.length; ) {
        int n = cuts == null ? message.length : 1 + cuts.nextInt(message.length - at);
        sender.send(Arrays.copyOfRange(message, at, at + n));
        at += n;
      }
    } catch (IOException e) {
      readers[direction.opposite().ordinal()].writeFailed = true;
      return false;
    }
    Await.until(
        "the message has arrived, or the connection ended",
        () -> reader.ending != null || reader.count() >= expected.getAsLong());
    return reader.ending == null;
  }

  /** Half-closes both ways, the client first, and waits for the ends. */
  void finish() throws InterruptedException {
    for (Direction direction : Direction.values()) {
      try {
        peers[direction.ordinal()].finish();
      } catch (IOException e) {
        // it has ended already
      }
      readers[direction.ordinal()].join();
    }
  }

  /** What came by {@code direction}, in which the proxy has written so many bytes. */
  Received received(Direction direction, long handedOn) throws InterruptedException {
    return readers[direction.ordinal()].received(handedOn);
  }

  @Override
  public void close() throws IOException {
    for (Peer peer : peers) {
      peer.close();
    }
  }
}
