package io.trixter.proxy.soak;

import io.trixter.proxy.soak.Plan.Seen;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

/** One end of a connection, without blocking. Confined to the thread of its {@link Ends}. */
final class Endpoint {
  private final Ends ends;
  private final Ledger ledger;
  private final SocketChannel channel;
  private final boolean isClient;
  private final SelectionKey key;
  private final Greeting greeting = new Greeting();
  private Plan plan;
  private Role role;
  private Verifier verifier;
  private long sent;
  private long waitUntil;
  private boolean eof;
  private boolean finished;

  /** A client's end, of a channel that is connecting. */
  Endpoint(Ends ends, Ledger ledger, SocketChannel channel, Plan plan) throws IOException {
    this(ends, ledger, channel, true, SelectionKey.OP_CONNECT);
    follow(plan);
  }

  /** A server's end, which learns by the greeting whose it is. */
  Endpoint(Ends ends, Ledger ledger, SocketChannel channel) throws IOException {
    this(ends, ledger, channel, false, SelectionKey.OP_READ);
  }

  private Endpoint(Ends ends, Ledger ledger, SocketChannel channel, boolean isClient, int interest)
      throws IOException {
    this.ends = ends;
    this.ledger = ledger;
    this.channel = channel;
    this.isClient = isClient;
    channel.configureBlocking(false);
    key = ends.register(channel, interest, this);
  }

  private void follow(Plan known) {
    plan = known;
    role = known.role(isClient);
    verifier = known.verifier(isClient);
  }

  /** It can connect, read or write. */
  void ready() {
    try {
      if (key.isConnectable()) {
        channel.finishConnect();
        greet();
      }
      if (key.isReadable()) {
        read();
      }
      goOn();
    } catch (IOException e) {
      end(Seen.RESET);
    }
  }

  private void greet() throws IOException {
    ByteBuffer out = ends.buffer();
    Greeting.write(plan.id(), out);
    channel.write(out.flip());
  }

  private void read() throws IOException {
    ByteBuffer in = ends.buffer();
    int n = channel.read(in);
    if (n < 0) {
      eof = true;
      return;
    }
    byte[] bytes = ends.bytes();
    in.flip().get(bytes, 0, n);
    int from = plan == null ? greeting.find(bytes, n) : 0;
    if (from >= 0) {
      meet();
      check(bytes, from, n);
    }
  }

  /** Whose connection this is, once that is known. */
  private void meet() throws IOException {
    if (plan != null) {
      return;
    }
    Plan met = ledger.meet(greeting.id());
    if (met == null) {
      throw new IOException("over already");
    }
    follow(met);
    if (greeting.skipped() != 0 && !plan.garbageUp.get()) {
      ledger.fail(plan + ": " + greeting.skipped() + " bytes before the greeting");
    }
  }

  private void check(byte[] bytes, int from, int to) {
    if (isClient) {
      plan.clientReadAt = System.nanoTime();
    } else {
      plan.serverReadAt = System.nanoTime();
    }
    String wrong = role.reads() ? verifier.take(bytes, from, to) : null;
    if (wrong != null) {
      ledger.fail(plan + (isClient ? ": client: " : ": server: ") + wrong);
    }
  }

  /** Sends what may be sent, and does what comes then. */
  private void goOn() throws IOException {
    if (!channel.isOpen()) {
      return;
    }
    if (plan == null) {
      endIfOver();
      return;
    }
    while (sent < limit() && write()) {
      // more
    }
    if (sent == role.sends() && (role.pace() != Role.Pace.AFTER_ALL || eof)) {
      afterLast();
    }
    endIfOver();
    if (channel.isOpen()) {
      boolean reading = role.reads() && !eof;
      key.interestOps(
          (reading ? SelectionKey.OP_READ : 0) | (sent < limit() ? SelectionKey.OP_WRITE : 0));
    }
  }

  private long limit() {
    return switch (role.pace()) {
      case FREE -> role.sends();
      case ECHO -> verifier.matched();
      case AFTER_ALL -> eof ? role.sends() : 0;
    };
  }

  /** Whether all of it went. */
  private boolean write() throws IOException {
    byte[] bytes = ends.bytes();
    int wanted = (int) Math.min(bytes.length, limit() - sent);
    Pattern.fill(bytes, wanted, plan.seed(isClient), sent);
    int n = channel.write(ends.buffer().put(bytes, 0, wanted).flip());
    sent += n;
    return n == wanted;
  }

  private void afterLast() throws IOException {
    switch (role.then()) {
      case FINISH -> finish();
      case RESET -> {
        channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        end(Seen.LEFT);
      }
      case LINGER, LEAVE -> {
        if (waitUntil == 0) {
          waitUntil = System.nanoTime() + plan.waitNanos();
        }
      }
    }
  }

  private void finish() throws IOException {
    if (!finished) {
      finished = true;
      channel.shutdownOutput();
    }
  }

  /** Ends waiting when its time is over, or at once. */
  void tick(boolean hurry) {
    if (waitUntil == 0 || finished || !hurry && System.nanoTime() - waitUntil < 0) {
      return;
    }
    try {
      if (role.then() == Role.Then.LEAVE) {
        end(Seen.LEFT);
      } else {
        finish();
        goOn();
      }
    } catch (IOException e) {
      end(Seen.RESET);
    }
  }

  private void endIfOver() {
    if (eof && (plan == null || !verifier.isComplete())) {
      end(Seen.CUT);
    } else if (eof && finished) {
      end(Seen.EOF);
    }
  }

  private void end(Seen seen) {
    ends.close(channel);
    if (plan != null) {
      ledger.ended(plan, isClient, seen, verifier.matched());
    }
  }
}
