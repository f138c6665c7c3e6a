package io.trixter.examples;

import io.trixter.netem.BitFlipper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.function.ToIntFunction;
import java.util.zip.CRC32;

/**
 * A file in blocks, each with a checksum, over a line that flips bits. The blocks keep their
 * length, so only the checksum tells which ones to send again. TCP's own sum is too weak for that,
 * because two flips may cancel each other out.
 */
public final class ChecksumAgainstFlippedBits {
  private static final int BLOCKS = 2_000;
  private static final int BLOCK = 64;

  private ChecksumAgainstFlippedBits() {}

  /**
   * Prints for each checksum how many blocks were sent, and how many of those accepted were wrong.
   */
  public static void main(String[] args) throws IOException {
    transfer("TCP's sum", ChecksumAgainstFlippedBits::sum);
    transfer("CRC-32", ChecksumAgainstFlippedBits::crc);
  }

  private static void transfer(String label, ToIntFunction<byte[]> checksum) throws IOException {
    ByteArrayOutputStream wire = new ByteArrayOutputStream();
    OutputStream line = new BitFlipper(0.01, 42).wrap(wire); // 42 is the seed
    Random content = new Random(1);
    byte[] block = new byte[BLOCK];
    int sent = 0;
    int wrong = 0;
    for (int i = 0; i < BLOCKS; i++) {
      content.nextBytes(block);
      byte[] received;
      do {
        wire.reset();
        line.write(block);
        line.write(bytesOf(checksum.applyAsInt(block)));
        sent++;
        received = accepted(wire.toByteArray(), checksum);
      } while (received == null);
      wrong += Arrays.equals(received, block) ? 0 : 1;
    }
    System.out.println(
        label + ": sent " + sent + " blocks for " + BLOCKS + ", " + wrong + " wrong");
  }

  /** Returns the block, or null if its checksum says that it was damaged. */
  private static byte[] accepted(byte[] bytes, ToIntFunction<byte[]> checksum) {
    byte[] block = Arrays.copyOf(bytes, BLOCK);
    return ByteBuffer.wrap(bytes).getInt(BLOCK) == checksum.applyAsInt(block) ? block : null;
  }

  private static byte[] bytesOf(int number) {
    return ByteBuffer.allocate(Integer.BYTES).putInt(number).array();
  }

  /** The ones' complement sum of 16-bit words, RFC 1071. */
  private static int sum(byte[] block) {
    int sum = 0;
    for (ByteBuffer words = ByteBuffer.wrap(block); words.hasRemaining(); ) {
      sum += words.getShort() & 0xffff;
    }
    return ~(sum % 0xffff) & 0xffff;
  }

  private static int crc(byte[] block) {
    CRC32 crc = new CRC32();
    crc.update(block);
    return (int) crc.getValue();
  }
}
