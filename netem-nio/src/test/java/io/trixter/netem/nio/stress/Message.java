package io.trixter.netem.nio.stress;

import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * The buffers of one operation, with margins around what it may use. What is written has its code
 * between the margins, everything else the canary.
 */
final class Message {
  private final ByteBuffer[] buffers;
  private final int[] starts;
  private final int[] limits;

  private Message(int count) {
    buffers = new ByteBuffer[count];
    starts = new int[count];
    limits = new int[count];
  }

  static Message load(int count, Stock stock, SplittableRandom random) {
    Message message = new Message(count);
    for (int i = 0; i < count; i++) {
      ByteBuffer buffer = stock.take(random);
      int capacity = buffer.capacity();
      message.starts[i] = random.nextInt(capacity / 4);
      boolean empty = count > 1 && random.nextInt(5) == 0;
      int room = empty ? 0 : 1 + random.nextInt(capacity - message.starts[i]);
      message.limits[i] = message.starts[i] + room;
      message.buffers[i] = buffer.limit(message.limits[i]).position(message.starts[i]);
    }
    return message;
  }

  /** Nothing to move: a buffer without room. */
  static Message nothing() {
    Message message = new Message(1);
    message.buffers[0] = ByteBuffer.allocate(0);
    return message;
  }

  ByteBuffer[] buffers() {
    return buffers;
  }

  /** How many bytes there is room for. */
  long size() {
    long sum = 0;
    for (int i = 0; i < buffers.length; i++) {
      sum += limits[i] - starts[i];
    }
    return sum;
  }

  /** Fills it with what comes from {@code place} on. */
  void encode(CodedStream code, long place) {
    long next = place;
    for (int i = 0; i < buffers.length; i++) {
      code.put(buffers[i], starts[i], limits[i], next);
      next += limits[i] - starts[i];
    }
  }

  /** What is wrong after so many bytes from {@code place} on were read; null if nothing is. */
  String readProblem(CodedStream code, long place, long moved) {
    long left = moved;
    long next = place;
    for (int i = 0; i < buffers.length; i++) {
      int here = (int) Math.min(left, limits[i] - starts[i]);
      int end = starts[i] + here;
      int wrong = code.mismatch(buffers[i], starts[i], end, next);
      if (wrong >= 0) {
        byte found = buffers[i].duplicate().clear().get(wrong);
        return "%s: wrong byte %02x at %d of %d..%d, place %d"
            .formatted(at(i), found, wrong, starts[i], end, next + wrong - starts[i]);
      }
      String problem = problem(i, end, starts[i], end);
      if (problem != null) {
        return problem;
      }
      left -= here;
      next += here;
    }
    return left == 0 ? null : left + " bytes more than there was room for";
  }

  /** What is wrong after so many bytes of those from {@code place} on were written. */
  String writeProblem(CodedStream code, long place, long moved) {
    long left = moved;
    for (int i = 0; i < buffers.length; i++) {
      int here = (int) Math.min(left, limits[i] - starts[i]);
      String problem = problem(i, starts[i] + here, starts[i], limits[i]);
      if (problem != null) {
        return problem;
      }
      left -= here;
    }
    return left == 0 ? codeProblem(code, place) : left + " bytes more than there were";
  }

  /** What is wrong with the margins, or with what was to be written, after a failure. */
  String failureProblem(boolean reading, CodedStream code, long place) {
    for (int i = 0; i < buffers.length; i++) {
      int position = Math.max(starts[i], Math.min(limits[i], buffers[i].position()));
      String problem = problem(i, position, starts[i], limits[i]);
      if (problem != null) {
        return problem;
      }
    }
    return reading ? null : codeProblem(code, place);
  }

  private String codeProblem(CodedStream code, long place) {
    long next = place;
    for (int i = 0; i < buffers.length; i++) {
      int wrong = code.mismatch(buffers[i], starts[i], limits[i], next);
      if (wrong >= 0) {
        return at(i) + ": what was to be written was changed at " + wrong;
      }
      next += limits[i] - starts[i];
    }
    return null;
  }

  private String problem(int i, int position, int from, int to) {
    ByteBuffer buffer = buffers[i];
    if (buffer.position() != position || buffer.limit() != limits[i]) {
      return at(i) + ": position should be " + position + ", limit " + limits[i];
    }
    int low = Stock.touched(buffer, 0, from);
    int touched = low >= 0 ? low : Stock.touched(buffer, to, buffer.capacity());
    return touched < 0 ? null : at(i) + ": touched at " + touched + ", not in " + from + ".." + to;
  }

  private String at(int i) {
    return "buffer " + i + " of " + buffers.length + " " + buffers[i];
  }

  void forEach(Consumer<ByteBuffer> action) {
    for (ByteBuffer buffer : buffers) {
      if (buffer.capacity() > 0) {
        action.accept(buffer);
      }
    }
  }
}
