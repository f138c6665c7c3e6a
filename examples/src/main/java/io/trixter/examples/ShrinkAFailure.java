package io.trixter.examples;

import io.trixter.netem.BitFlipper;
import io.trixter.netem.Fault;
import io.trixter.netem.FaultLog;
import io.trixter.netem.FaultRecord;
import io.trixter.netem.Netem;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;

/**
 * A test that fails now and then: blocks with the weak checksum of TCP cross a line that flips
 * bits, and one of them is taken though it is damaged. The record of such a run fails again, also
 * where the blocks are written byte by byte, and shrinks to the two flips that cancel each other
 * out.
 */
public final class ShrinkAFailure {
  private static final int BLOCKS = 2_000;
  private static final int BLOCK = 64;

  private ShrinkAFailure() {}

  /** Prints the failure, its replay, and which events it takes. */
  public static void main(String[] args) throws IOException {
    FaultRecord record = new FaultRecord();
    System.out.println("recorded: " + failure(record, BLOCK + 2));
    System.out.println("events: " + record.events().size());
    System.out.println("replayed: " + failure(Netem.replay(record), 1));
    System.out.println(Netem.shrink(record, replay -> transfer(replay, BLOCK + 2)));
  }

  private static String failure(FaultLog log, int chunk) throws IOException {
    try {
      transfer(log, chunk);
      return "none";
    } catch (AssertionError e) {
      return e.getMessage();
    }
  }

  /** The test: fails where a damaged block is taken. */
  private static void transfer(FaultLog log, int chunk) throws IOException {
    Fault[] faults = log.faults("line", new BitFlipper(0.01, 42)); // 42 is the seed
    ByteArrayOutputStream wire = new ByteArrayOutputStream();
    OutputStream line = Netem.wrap(wire, faults);
    Random content = new Random(1);
    byte[] block = new byte[BLOCK];
    for (int i = 0; i < BLOCKS; i++) {
      content.nextBytes(block);
      byte[] sent = ByteBuffer.allocate(BLOCK + 2).put(block).putShort(sum(block)).array();
      wire.reset();
      for (int from = 0; from < sent.length; from += chunk) {
        line.write(sent, from, Math.min(chunk, sent.length - from));
      }
      byte[] got = Arrays.copyOf(wire.toByteArray(), BLOCK);
      boolean taken = ByteBuffer.wrap(wire.toByteArray()).getShort(BLOCK) == sum(got);
      if (taken && !Arrays.equals(got, block)) {
        throw new AssertionError("block " + i + " is damaged");
      }
    }
  }

  /** The ones' complement sum of 16-bit words, RFC 1071. */
  private static short sum(byte[] block) {
    int sum = 0;
    for (ByteBuffer words = ByteBuffer.wrap(block); words.hasRemaining(); ) {
      sum += words.getShort() & 0xffff;
    }
    return (short) ~(sum % 0xffff);
  }
}
