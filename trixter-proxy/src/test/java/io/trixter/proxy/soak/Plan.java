package io.trixter.proxy.soak;

import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One connection: what its ends are to do, what was done to it, and how it went. Flags are set
 * before what they stand for is done.
 */
final class Plan {
  /** How an end saw its connection end. */
  enum Seen {
    /** The end of the stream, and it had said all itself. */
    EOF,
    /** The end of the stream, and something was missing. */
    CUT,
    /** A reset, or no connection at all. */
    RESET,
    /** It ended the connection itself. */
    LEFT
  }

  private static final int LONGEST_WAIT_MILLIS = 8_000;

  private final long id;
  private final long seed;
  private final Kind kind;
  private final Role client;
  private final Role server;
  private final long waitNanos;

  final AtomicBoolean garbageUp = new AtomicBoolean();
  final AtomicBoolean garbageDown = new AtomicBoolean();
  volatile boolean mayTerminate;
  volatile boolean slowed;
  volatile boolean killed;

  volatile long upMatched;
  volatile long downMatched;
  volatile Seen clientSaw;
  volatile Seen serverSaw;
  volatile boolean serverKnown;
  volatile boolean settled;
  volatile boolean excused;
  volatile long startedAt;
  volatile long clientReadAt;
  volatile long serverReadAt;
  volatile long endedAt;
  volatile String address;
  volatile String opened;
  volatile String ended;

  Plan(long id, SplittableRandom random) {
    this.id = id;
    seed = random.nextLong();
    Kind[] kinds = Kind.values();
    kind = kinds[random.nextInt(kinds.length)];
    client = kind.client(random);
    server = kind.server(client, random);
    waitNanos = random.nextInt(LONGEST_WAIT_MILLIS) * 1_000_000L;
  }

  long id() {
    return id;
  }

  Kind kind() {
    return kind;
  }

  Role role(boolean isClient) {
    return isClient ? client : server;
  }

  /** How long an end waits that waits. */
  long waitNanos() {
    return waitNanos;
  }

  /** The seed of what the client, or the server, sends. */
  long seed(boolean ofClient) {
    return ofClient ? seed : ~seed;
  }

  /** Checks what one end receives. */
  Verifier verifier(boolean ofClient) {
    AtomicBoolean garbage = ofClient ? garbageDown : garbageUp;
    return new Verifier(seed(!ofClient), role(!ofClient).sends(), garbage::get);
  }

  /** Some are left alone, so that their endings are known beforehand. */
  boolean isForSlowness() {
    return id % 4 == 0;
  }

  boolean isForTermination() {
    return id % 5 == 0;
  }

  boolean isForGarbage() {
    return id % 3 == 0;
  }

  @Override
  public String toString() {
    return ("%s %d at %s: client %s got %d of %d, last %d ms before the end, server %s got %d of %d,"
            + " last %d ms before the end, log: %s%s%s%s%s")
        .formatted(
            kind,
            id,
            address,
            clientSaw,
            downMatched,
            server.sends(),
            (endedAt - clientReadAt) / 1_000_000,
            serverKnown ? serverSaw : "unknown",
            upMatched,
            client.sends(),
            (endedAt - serverReadAt) / 1_000_000,
            ended,
            slowed ? ", slowed" : "",
            mayTerminate ? ", may terminate" : "",
            killed ? ", killed" : "",
            garbageUp.get() || garbageDown.get() ? ", garbage" : "");
  }
}
