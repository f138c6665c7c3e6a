package io.trixter.netem.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongUnaryOperator;

/**
 * A driver of one chain in virtual time. It logs what reaches the wire ({@code write 4}, {@code
 * emit 7}, {@code flush}) and what else the chain says ({@code wait 5}, {@code drop 3}). The
 * caller's bytes are a to z, over and over; what comes from the peer too.
 *
 * <p>Whole operations ({@link #write}, {@link #read}) run to their end. {@link #begin}, {@link
 * #next} and {@link #moved} take one step at a time.
 */
final class ChainHarness implements CallersBytes {
  private static final int LETTERS = 26;

  final RuleChain chain;
  final List<String> log = new ArrayList<>();
  final ByteArrayOutputStream wire = new ByteArrayOutputStream();
  final ByteArrayOutputStream got = new ByteArrayOutputStream();
  final Step step = new Step();
  int shows = Integer.MAX_VALUE; // bytes of a write at a time
  long now;
  long available = Long.MAX_VALUE; // of the peer's bytes
  boolean burstsAreKnown = true;
  LongUnaryOperator wireTakes = LongUnaryOperator.identity();
  Runnable between = () -> {}; // any two calls
  private byte[] buffer; // of the caller
  private int position;
  private ByteBuffer emission;
  private long granted;
  private int sent;
  private int came;
  private Op op;
  private boolean lent;

  ChainHarness(boolean flushing, TestRule... rules) {
    chain = new RuleChain(TestRule.entries(List.of(rules)), flushing);
    chain.show(this);
  }

  /** Shows a few bytes at a time, as a gathering write does. */
  @Override
  public ByteBuffer lend() {
    assertThat(lent).isFalse();
    lent = true;
    return ByteBuffer.wrap(buffer, position, Math.min(shows, buffer.length - position));
  }

  @Override
  public void giveBack() {
    assertThat(lent).isTrue();
    lent = false;
  }

  @Override
  public void show(Rule rule) {
    rule.read(ByteBuffer.wrap(buffer, 0, position));
  }

  void edit(TestRule... rules) {
    chain.edit(TestRule.entries(List.of(rules)));
  }

  private static byte letter(int ordinal) {
    return (byte) ('a' + ordinal % LETTERS);
  }

  void begin(Op operation, int bytes) {
    op = operation;
    buffer = new byte[bytes];
    position = 0;
    if (op == Op.WRITE) {
      for (int i = 0; i < bytes; i++) {
        buffer[i] = letter(sent++);
      }
    }
    chain.begin(op, bytes, now);
  }

  boolean isReading() {
    return op == Op.READ || op == Op.SKIP;
  }

  /** Takes a step, and names it; after a move or an emission the wire has the bytes. */
  String next() {
    between.run();
    if (!chain.next(now, step)) {
      return "done";
    }
    String said =
        switch (step.kind()) {
          case MOVE -> {
            granted = step.bytes();
            emission = null;
            yield chain.op() + (chain.op() == Op.WRITE || isReading() ? " " + granted : "");
          }
          case EMIT -> {
            emission = step.data();
            granted = emission.remaining();
            yield "emit " + granted;
          }
          case DROP -> {
            position += (int) step.bytes();
            yield "drop " + step.bytes();
          }
          case WAIT -> "wait " + step.nanos();
          case END -> step.reset() ? "reset" : "end";
          case FAIL -> "fail " + step.failure().getMessage();
          case REPLACE -> throw new AssertionError("the wire replaces nothing");
        };
    assertThat(position).isLessThanOrEqualTo(buffer.length);
    log.add(said);
    return said;
  }

  /** The wire moves at most {@code bytes} of what it was given. */
  void moved(long bytes) {
    between.run();
    long n = Math.min(bytes, granted);
    if (emission != null) {
      byte[] block = new byte[(int) n];
      emission.get(block);
      put(block);
    } else if (isReading()) {
      n = available == 0 ? -1 : Math.min(n, available);
      byte[] block = new byte[(int) Math.max(0, n)];
      for (int i = 0; i < block.length; i++) {
        block[i] = letter(came++);
      }
      available -= block.length;
      put(block);
    } else if (chain.op() == Op.WRITE) {
      put(Arrays.copyOfRange(buffer, position, position + (int) n));
      position += (int) n;
    }
    chain.moved(n, burstsAreKnown ? available : -1, now);
  }

  private void put(byte[] block) {
    if (isReading()) {
      assertThat(position + block.length).isLessThanOrEqualTo(buffer.length);
      System.arraycopy(block, 0, buffer, position, block.length);
      position += block.length;
    } else {
      wire.writeBytes(block);
    }
  }

  /** Runs the operation to its end, and returns its result. */
  long run() {
    for (int i = 0; i < 100_000; i++) {
      String said = next();
      if (said.equals("done")) {
        return end();
      }
      switch (step.kind()) {
        case MOVE, EMIT -> moved(wireTakes.applyAsLong(granted));
        case WAIT -> now += step.nanos();
        case FAIL -> {
          return Long.MIN_VALUE;
        }
        default -> {}
      }
    }
    throw new AssertionError("the operation does not end");
  }

  private long end() {
    long result = chain.result();
    if (op == Op.WRITE) {
      assertThat(result).isEqualTo(position).isEqualTo(buffer.length);
    } else if (isReading()) {
      assertThat(Math.max(0, result)).isEqualTo(position);
      got.write(buffer, 0, position);
    } else {
      assertThat(result).isZero();
    }
    return result;
  }

  /** The reader gives up; the chain keeps what has been read. */
  void giveUp() {
    boolean held = isReading() && position > 0;
    chain.giveUp(held ? ByteBuffer.wrap(Arrays.copyOf(buffer, position)) : null, now);
  }

  long write(int bytes) {
    begin(Op.WRITE, bytes);
    return run();
  }

  long flush() {
    begin(Op.FLUSH, 0);
    return run();
  }

  long halfClose() {
    begin(Op.SHUTDOWN, 0);
    return run();
  }

  long read(int room) {
    begin(Op.READ, room);
    return run();
  }

  String wire() {
    return wire.toString(StandardCharsets.US_ASCII);
  }

  String got() {
    return got.toString(StandardCharsets.US_ASCII);
  }
}
