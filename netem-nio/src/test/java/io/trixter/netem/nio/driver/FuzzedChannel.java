package io.trixter.netem.nio.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trixter.netem.nio.Outcome;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.ReadPendingException;
import java.nio.channels.WritePendingException;
import java.util.Arrays;

/**
 * A channel with faults, and what it should have done: what was accepted of each write, in order,
 * and what its peer has fed to it.
 */
final class FuzzedChannel {
  final ByteArrayOutputStream accepted = new ByteArrayOutputStream();
  final ByteArrayOutputStream fed = new ByteArrayOutputStream();
  final ByteArrayOutputStream got = new ByteArrayOutputStream();
  private final AsynchronousSocketChannel channel;
  private final InMemoryChannel inner;
  private Outcome<Integer> writing;
  private ByteBuffer src;
  private Outcome<Integer> reading;
  private ByteBuffer dst;
  private byte next;
  private boolean setSince; // what is pending was begun
  private boolean fedAll;
  private boolean readAll;

  FuzzedChannel(AsynchronousSocketChannel channel, InMemoryChannel inner) {
    this.channel = channel;
    this.inner = inner;
  }

  private byte[] fresh(int bytes) {
    byte[] fresh = new byte[bytes];
    for (int i = 0; i < bytes; i++) {
      fresh[i] = next++;
    }
    return fresh;
  }

  void feed(int bytes) {
    byte[] block = fresh(bytes);
    fed.writeBytes(block);
    inner.feed(block);
  }

  /** What was begun while a fault was off is not known to it now. */
  void knobSet() {
    setSince = true;
  }

  void feedEnd() {
    fedAll = true;
    inner.feedEnd();
  }

  /** Whether the end has been read. */
  boolean hasReadAll() {
    return readAll;
  }

  /** Starts a write from the middle of a buffer; is refused while another is pending. */
  void write(int bytes) {
    if (writing != null) {
      if (!setSince) {
        assertThatThrownBy(() -> Bench.write(channel, 1)).isInstanceOf(WritePendingException.class);
      }
      return;
    }
    setSince &= isReading() || isWriting();
    src = ByteBuffer.allocate(bytes + 9).position(3).limit(3 + bytes);
    src.put(fresh(bytes)).position(3);
    writing = Bench.write(channel, src);
  }

  boolean isReading() {
    return reading != null;
  }

  /** Starts a read into the middle of a buffer; is refused while another is pending. */
  void read(int room) {
    if (reading != null) {
      if (!setSince) {
        assertThatThrownBy(() -> Bench.read(channel, 1)).isInstanceOf(ReadPendingException.class);
      }
      return;
    }
    setSince &= isReading() || isWriting();
    dst = ByteBuffer.allocate(room + 9).position(5).limit(5 + room);
    reading = Bench.read(channel, dst);
  }

  boolean isWriting() {
    return writing != null;
  }

  /** Takes note of what has ended, and checks what it says against its buffer. */
  void observe() {
    if (writing != null && writing.isDone()) {
      int n = writing.value();
      int most = src.limit() - 3;
      assertThat(n).isBetween(Math.min(1, most), most);
      assertThat(src.position()).isEqualTo(3 + n);
      accepted.write(src.array(), 3, n);
      writing = null;
    }
    if (reading != null && reading.isDone()) {
      int n = reading.value();
      readAll = n < 0;
      if (readAll) {
        assertThat(fedAll).isTrue();
        reading = null;
        return;
      }
      int most = dst.limit() - 5;
      assertThat(n).isBetween(Math.min(1, most), most);
      assertThat(dst.position()).isEqualTo(5 + n);
      got.write(dst.array(), 5, n);
      reading = null;
    }
  }

  /** What has been accepted, and what the pending write might yet add to it. */
  byte[] offered() {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(accepted.toByteArray());
    if (writing != null) {
      all.write(src.array(), 3, src.limit() - 3);
    }
    return all.toByteArray();
  }

  static void assertStartsWith(byte[] whole, byte[] start) {
    assertThat(start).hasSizeLessThanOrEqualTo(whole.length);
    assertThat(Arrays.mismatch(start, Arrays.copyOf(whole, start.length))).isEqualTo(-1);
  }

  /** That {@code own} is a subsequence of {@code all}. */
  static void assertIsWithin(byte[] own, byte[] all) {
    int found = 0;
    for (int i = 0; i < all.length && found < own.length; i++) {
      if (all[i] == own[found]) {
        found++;
      }
    }
    assertThat(found).isEqualTo(own.length);
  }
}
