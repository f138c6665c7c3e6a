package io.trixter.netem;

import io.trixter.netem.kernel.ModificationCount;
import io.trixter.netem.kernel.Op;
import io.trixter.netem.kernel.RandomSource;
import io.trixter.netem.kernel.Rule;
import io.trixter.netem.kernel.Rules;
import io.trixter.netem.kernel.Step;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Injects bytes that nobody sent. What is queued for reading is read before anything else, what is
 * queued for writing is written before the next write, flush or half-close; each block whole, and
 * in the order of the calls. An operation that is blocked in what is wrapped goes on; the bytes
 * meet the next one.
 *
 * <p>With nothing queued it is off. What the fault wraps shares one queue each way: a block goes to
 * whichever stream asks first. Safe for any thread.
 */
public final class Injector extends Fault {
  private final Queue<ByteBuffer> toRead = new ConcurrentLinkedQueue<>();
  private final Queue<ByteBuffer> toWrite = new ConcurrentLinkedQueue<>();

  /** An injector with nothing queued. */
  public Injector() {}

  /** Queues a copy of {@code block} to be read as if the peer had sent it. */
  public void injectRead(byte... block) {
    add(toRead, Objects.requireNonNull(block, "block"));
  }

  /** Queues a copy of {@code block} to be written as if the caller had. */
  public void injectWrite(byte... block) {
    add(toWrite, Objects.requireNonNull(block, "block"));
  }

  private static void add(Queue<ByteBuffer> queue, byte[] block) {
    if (block.length > 0) {
      queue.add(ByteBuffer.wrap(block.clone()));
      ModificationCount.increment();
    }
  }

  @Override
  public Rules rules(RandomSource source) {
    return Rules.of("Injector").reading(new Operation(toRead)).writing(new Operation(toWrite));
  }

  private static final class Operation extends Rule {
    private final Queue<ByteBuffer> queue;
    private ByteBuffer current;

    Operation(Queue<ByteBuffer> queue) {
      this.queue = queue;
    }

    @Override
    public boolean isOff() {
      return (current == null || !current.hasRemaining()) && queue.isEmpty();
    }

    @Override
    public void before(Op op, long wanted, long now, Step step) {
      boolean hasRoom = op != Op.READ || wanted > 0;
      if (hasRoom && nextBlock()) {
        step.emit(current);
      } else {
        step.move(wanted);
      }
    }

    @Override
    public long ready(long came, boolean sameBurst, long now) {
      return nextBlock() ? current.remaining() : came;
    }

    private boolean nextBlock() {
      if (current == null || !current.hasRemaining()) {
        current = queue.poll();
      }
      return current != null;
    }
  }
}
