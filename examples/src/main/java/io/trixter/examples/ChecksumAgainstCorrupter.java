package io.trixter.examples;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.trixter.netem.Corrupter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;

/**
 * A message with a length and a checksum, over a line with garbage on it. The receiver must refuse
 * what was hit, whichever part that was, and the sender sends again until the message is through.
 */
public final class ChecksumAgainstCorrupter {
  private static final int ATTEMPTS = 20;
  private static final int LONGEST = 1024;

  private ChecksumAgainstCorrupter() {}

  /** Prints what the receiver said to each attempt. */
  public static void main(String[] args) throws IOException {
    Corrupter noise = new Corrupter(0.3, 42); // 42 is the seed
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
      ByteArrayOutputStream wire = new ByteArrayOutputStream();
      send("transfer 100", noise.wrap(wire));
      try {
        String message = receive(wire.toByteArray());
        System.out.println("attempt " + attempt + ": accepted '" + message + "'");
        return;
      } catch (IOException e) {
        System.out.println("attempt " + attempt + ": refused, " + e.getMessage());
      }
    }
    throw new IOException("gave up after " + ATTEMPTS + " attempts");
  }

  private static void send(String message, OutputStream out) throws IOException {
    byte[] body = message.getBytes(US_ASCII);
    out.write(bytesOf(body.length));
    out.write(body);
    out.write(bytesOf(checksum(body)));
  }

  private static String receive(byte[] bytes) throws IOException {
    DataInputStream data = new DataInputStream(new ByteArrayInputStream(bytes));
    int length = data.readInt();
    if (length < 0 || length > LONGEST) {
      throw new IOException("a length of " + length);
    }
    byte[] body = data.readNBytes(length);
    if (data.readInt() != checksum(body)) {
      throw new IOException("wrong checksum");
    }
    return new String(body, US_ASCII);
  }

  private static byte[] bytesOf(int number) {
    return ByteBuffer.allocate(Integer.BYTES).putInt(number).array();
  }

  private static int checksum(byte[] body) {
    CRC32 crc = new CRC32();
    crc.update(body);
    return (int) crc.getValue();
  }
}
