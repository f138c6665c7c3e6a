package io.trixter.netem.contract;

import io.trixter.netem.Fault;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * One connection in memory and in virtual time, as a contract sees it whatever the driver: what is
 * wrapped around it, what its peer does, and what reached it. An operation returns when it has
 * ended; what is to happen meanwhile is put down beforehand with {@link #at}.
 */
public interface Harness {
  /** Puts faults around the connection, the first nearest the wire. Once for each test. */
  void wrap(Fault... faults);

  /** Like {@link #wrap}, around a connection that is still to be made by {@link #connect}. */
  void wrapUnconnected(Fault... faults);

  /** Connects through the faults. */
  void connect() throws IOException;

  /** One more connection, on the same clock. */
  Harness beside();

  /** Runs {@code action} at {@code time} after the start, in whole milliseconds. */
  void at(Duration time, Runnable action);

  /** Lets time pass. */
  void pass(Duration time);

  /** How much time has passed. */
  Duration elapsed();

  /** Writes {@code bytes} through the faults. */
  void write(byte... bytes) throws IOException;

  /** Writes so many bytes of {@link #pattern}. */
  default void write(int bytes) throws IOException {
    write(pattern(bytes));
  }

  /** Reads once through the faults, into so much room; null at the end. */
  byte[] read(int room) throws IOException;

  /** Half-closes through the faults, and returns when that has reached the wire. */
  void halfClose() throws IOException;

  /** Closes the connection from the outermost fault. */
  void close();

  /** The peer sends {@code bytes}. */
  void feed(byte... bytes);

  /** The peer sends no more. */
  void feedEnd();

  /**
   * What reached the wire, each with its time: {@code 5ms connect}, {@code 25ms write 40}, {@code
   * 0ms read 3}, {@code 30ms shutdown}, {@code 31ms close}, {@code 31ms reset}.
   */
  List<String> log();

  /** All bytes that were written to the wire. */
  byte[] written();

  /** Bytes of which neighbours differ. */
  static byte[] pattern(int bytes) {
    byte[] pattern = new byte[bytes];
    for (int i = 0; i < bytes; i++) {
      pattern[i] = (byte) (i * 31 + i / 251);
    }
    return pattern;
  }
}
