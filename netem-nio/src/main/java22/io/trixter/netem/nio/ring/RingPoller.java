package io.trixter.netem.nio.ring;

import io.trixter.netem.nio.loop.LoopServerSocket;
import io.trixter.netem.nio.loop.LoopSocket;
import io.trixter.netem.nio.loop.Poller;
import io.trixter.netem.nio.loop.Selectable;
import io.trixter.netem.nio.loop.TimerHeap;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.StandardProtocolFamily;
import java.nio.channels.SelectionKey;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * A ring of requests and completions, the sockets that have requests in it, and the memory that
 * these requests need. What an iteration of the loop asks for goes to the kernel together, with the
 * next wait, in one system call. Threads as {@link Poller} says.
 */
final class RingPoller extends Poller {
  private static final int ENTRIES = 1024;
  private static final int COMPLETIONS = 8 * ENTRIES;
  private static final int BUFFERS = 512;
  private static final int KIND_BITS = 8;

  private static final long WAKE = 1;

  final Ring ring;
  final SendSlots slots = new SendSlots();
  final DirectTransfers direct = new DirectTransfers();
  private final ConnectAddresses addresses = new ConnectAddresses(2 * ENTRIES);
  private final WakeUp wakeUp;
  private final ArrayDeque<RingSocket> readyAgain = new ArrayDeque<>();
  private Completing[] entries = new Completing[64]; // by number; the first is nobody's
  private int[] free = new int[64];
  private int spare;
  private int numbers = 1;
  private volatile Thread owner; // null before the first poll
  private boolean isBatch;
  private long polls;
  private volatile boolean closed;

  /**
   * Sets up the ring, which its loop enables by the first poll.
   *
   * @throws IOException with the reason if the system refuses
   */
  RingPoller() throws IOException {
    ring = newRing();
    try {
      wakeUp = new WakeUp();
    } catch (Throwable e) {
      ring.close();
      throw e;
    }
  }

  /** Sets up a ring as a loop has it. */
  static Ring newRing() throws IOException {
    return new Ring(ENTRIES, COMPLETIONS, BUFFERS);
  }

  @Override
  public LoopSocket openSocket(ProtocolFamily family) throws IOException {
    return new RingSocket(NativeSocket.open(family));
  }

  @Override
  public LoopServerSocket openServerSocket(ProtocolFamily family) throws IOException {
    return new RingServerSocket(NativeSocket.openServer(family));
  }

  // numbers: what stands in a request, so that its completion finds who made it

  /** Returns a number for {@code entry}, its own until it is given back. */
  int enter(Completing entry) {
    int number;
    if (spare > 0) {
      number = free[--spare];
    } else {
      number = numbers;
      if (number == entries.length) {
        int[] moreFree = Arrays.copyOf(free, 2 * number);
        entries = Arrays.copyOf(entries, 2 * number);
        free = moreFree;
      }
      numbers++;
    }
    entries[number] = entry;
    return number;
  }

  /** Takes a number back. No request that has it is with the kernel. */
  void leave(int number) {
    entries[number] = null;
    free[spare++] = number;
  }

  /** How many numbers are in use: of sockets that have, or have had, requests and are open. */
  int entered() {
    return numbers - 1 - spare;
  }

  /** What a request of {@code kind} has as its user data. */
  static long userData(int number, int kind) {
    return (long) number << KIND_BITS | kind;
  }

  private static int kind(long userData) {
    return (int) userData & ((1 << KIND_BITS) - 1);
  }

  // polling

  @Override
  public void poll(long nanos, BooleanSupplier hasWork) throws IOException {
    if (owner == null) {
      if (closed) {
        throw new IllegalStateException("the poller is closed"); // its descriptor is another's
      }
      ring.enable();
      owner = Thread.currentThread();
      ring.pollMultishot(wakeUp.fd(), Uapi.POLLIN, WAKE);
    }
    long wait = readyAgain.isEmpty() ? nanos : 0;
    if (wait == 0) {
      ring.enter(0, 0);
    } else {
      ring.enter(1, wait == TimerHeap.NEVER ? -1 : wait);
    }
    while (hasRoom() && !readyAgain.isEmpty()) {
      RingSocket socket = readyAgain.poll();
      socket.reportedAgain();
      report(socket, SelectionKey.OP_READ);
    }
    int heard = 0;
    while (hasRoom() && ring.advance()) {
      completed(ring.userData(), ring.result(), ring.flags());
      heard++;
    }
    isBatch = heard > 1;
    polls++;
  }

  /**
   * Whether the last poll heard of several completions, and what they made ready is being served,
   * so that requests are worth gathering. What a timer or another thread asks for is not gathered:
   * it would wait for the next poll.
   */
  boolean isBatch() {
    return isBatch && isServing();
  }

  /** How many polls there have been. */
  long polls() {
    return polls;
  }

  private void completed(long userData, int result, int flags) {
    if (userData == WAKE) {
      wakeUp.seen();
      if ((flags & Uapi.IORING_CQE_F_MORE) == 0) {
        ring.pollMultishot(wakeUp.fd(), Uapi.POLLIN, WAKE);
      }
    } else if (userData != Ring.UNHEARD) {
      entries[(int) (userData >>> KIND_BITS)].completed(kind(userData), result, flags);
    }
  }

  /** Reports {@code selectable} as ready, amid a poll. */
  void ready(Selectable selectable, int ops) {
    report(selectable, ops);
  }

  /** Makes the next poll report {@code socket} as readable, without a wait. */
  void readableLater(RingSocket socket) {
    readyAgain.add(socket);
  }

  /** Asks the kernel to connect {@code socket}. */
  void connect(NativeSocket socket, InetSocketAddress remote, long userData) throws IOException {
    MemorySegment address = addresses.next();
    int length = socket.connecting(remote, address);
    ring.connect(socket.fd(), address.address(), length, userData);
  }

  /** Hands the kernel what it has been asked for so far, and lets it do what it has postponed. */
  void submit() throws IOException {
    ring.submit();
  }

  @Override
  public void wakeup() {
    wakeUp.wake();
  }

  @Override
  public boolean hasClosing() {
    return false;
  }

  @Override
  public void rebuild() {
    // a request that lacked memory was not made, and its operation has failed
  }

  @Override
  public void forEach(Consumer<Selectable> action) {
    for (int number = 1; number < numbers; number++) { // without memory: it may have run out
      if (entries[number] instanceof Selectable selectable) {
        action.accept(selectable);
      }
    }
  }

  // closing

  /** Cancels the request with {@code userData}, if the kernel still has it. */
  void cancel(long userData) {
    ring.cancel(userData, Ring.UNHEARD);
  }

  /** Closes {@code fd} after what has been asked for before. */
  void close(int fd) {
    ring.close(fd, Ring.UNHEARD);
  }

  /** Whether the calling thread may make requests: it is the loop's, which still runs. */
  boolean isUsable() {
    return Thread.currentThread() == owner && !closed;
  }

  /**
   * Fails unless {@link #isUsable}. A task that is handed to a loop that has ended runs on the
   * thread that hands it over, for which the ring's memory is another's, or unmapped.
   */
  void checkUsable() {
    if (!isUsable()) {
      throw new IllegalStateException("the event loop has ended");
    }
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    ring.close(this::resetIfAccepted);
    wakeUp.close();
  }

  /** Resets the connection that the current completion has brought, if it is one of an accept. */
  private void resetIfAccepted() {
    if (kind(ring.userData()) == Completing.ACCEPT && ring.result() >= 0) {
      RingServerSocket.reset(
          NativeSocket.of(ring.result(), StandardProtocolFamily.INET)); // or INET6
    }
  }
}
