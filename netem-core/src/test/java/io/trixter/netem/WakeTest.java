package io.trixter.netem;

import static java.time.Duration.ZERO;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What wakes a call that waits, and how soon. */
class WakeTest {
  private static final Duration MINUTE = ofSeconds(60);

  private final Pipe pipe = Netem.pipe();
  private final DelayedWriter slowWrites = new DelayedWriter(MINUTE);
  private final DelayedReader slowReads = new DelayedReader(MINUTE);
  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;

  WakeTest() throws IOException {
    socket = Netem.wrap(pipe.client(), slowWrites, slowReads);
    in = socket.getInputStream();
    out = socket.getOutputStream();
  }

  private Background<Void> delayedWrite() {
    return Background.run(() -> out.write(new byte[] {1, 2, 3})).untilItWaits();
  }

  private Background<byte[]> heldRead() throws IOException {
    pipe.server().getOutputStream().write(new byte[] {4, 5, 6});
    return Background.call(() -> in.readNBytes(3)).untilItWaits();
  }

  @Test
  void anInterruptEndsAWriteAndIsRemembered() throws Exception {
    Background<Void> writing = delayedWrite();
    writing.interrupt();
    assertThat(writing.failure()).isInstanceOf(InterruptedIOException.class);
    assertThat(writing.wasInterruptedAfter()).isTrue();
    assertThat(pipe.server().getInputStream().available()).isZero();
    slowWrites.set(ZERO);
    out.write(7);
    assertThat(pipe.server().getInputStream().read()).isEqualTo(7);
  }

  @Test
  void anInterruptEndsAReadAndWhatWasHeldMeetsTheNext() throws Exception {
    Background<byte[]> reading = heldRead();
    reading.interrupt();
    assertThat(reading.failure()).isInstanceOf(InterruptedIOException.class);
    assertThat(reading.wasInterruptedAfter()).isTrue();
    slowReads.set(ZERO);
    assertThat(in.readNBytes(3)).containsExactly(4, 5, 6);
  }

  @Test
  void aThreadThatIsInterruptedAlreadyDoesNotBeginToWait() throws Exception {
    Background<Void> writing =
        Background.run(
            () -> {
              Thread.currentThread().interrupt();
              out.write(1);
            });
    assertThat(writing.failure()).isInstanceOf(InterruptedIOException.class);
  }

  @Test
  void anInterruptedThreadMayUseWhatDoesNotWait() throws Exception {
    OutputStream sliced = new SlicedWriter(1).wrap(pipe.client().getOutputStream());
    Background<Void> writing =
        Background.run(
            () -> {
              Thread.currentThread().interrupt();
              sliced.write(new byte[] {1, 2});
            });
    writing.result();
    assertThat(writing.wasInterruptedAfter()).isTrue();
    assertThat(pipe.server().getInputStream().readNBytes(2)).containsExactly(1, 2);
  }

  @Test
  void anInterruptEndsTheWaitForAnotherWriter() throws Exception {
    Background<Void> first = delayedWrite();
    AtomicReference<Thread> thread = new AtomicReference<>();
    Background<Void> second =
        Background.run(
            () -> {
              thread.set(Thread.currentThread());
              out.write(9);
            });
    while (thread.get() == null || thread.get().getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
    second.interrupt();
    assertThat(second.failure()).isInstanceOf(InterruptedIOException.class);
    slowWrites.set(ZERO);
    first.result();
    assertThat(pipe.server().getInputStream().available()).isEqualTo(3);
  }

  @Test
  void aShutdownWakesWhoWaitsThoughWhatIsWrappedIsSlowToClose() throws Exception {
    CountDownLatch closing = new CountDownLatch(1);
    OutputStream slowToClose =
        new OutputStream() {
          @Override
          public void write(int b) {}

          @Override
          public void close() throws IOException {
            try {
              closing.await();
            } catch (InterruptedException e) {
              throw new IOException(e);
            }
          }
        };
    Shutdowner shutdowner = new Shutdowner();
    OutputStream slow = Netem.wrap(slowToClose, slowWrites, shutdowner);
    Background<Void> writing = Background.run(() -> slow.write(1)).untilItWaits();
    Background<Boolean> pulling =
        Background.call(() -> shutdowner.shutdown(new IOException("pulled the plug")));
    assertThat(writing.failure()).hasMessage("pulled the plug");
    closing.countDown();
    assertThat(pulling.result()).isTrue();
  }

  @Test
  void closingTheSocketEndsAWriteAndAReadThatWait() throws Exception {
    Background<Void> writing = delayedWrite();
    Background<byte[]> reading = heldRead();
    socket.close();
    assertThat(writing.failure()).isInstanceOf(SocketException.class).hasMessage("Socket closed");
    assertThat(reading.failure()).isInstanceOf(SocketException.class);
  }

  @Test
  void closingTheStreamsEndsWhatWaitsInThem() throws Exception {
    Background<Void> writing = delayedWrite();
    in.close(); // the other stream of the same socket
    assertThat(writing.failure()).isInstanceOf(SocketException.class);
  }

  @Test
  void closingAnInnerStreamEndsWhatWaitsInAnOuterOne() throws Exception {
    OutputStream inner = new SlicedWriter(0).wrap(OutputStream.nullOutputStream());
    OutputStream outer = slowWrites.wrap(inner);
    Background<Void> writing = Background.run(() -> outer.write(1)).untilItWaits();
    inner.close();
    assertThat(writing.failure()).isInstanceOf(IOException.class).hasMessage("Stream closed");
  }

  @Test
  void aTurnedKnobReleasesAWriteAndARead() throws Exception {
    Background<Void> writing = delayedWrite();
    Background<byte[]> reading = heldRead();
    slowWrites.set(ZERO);
    slowReads.set(ofMillis(1));
    writing.result();
    assertThat(reading.result()).containsExactly(4, 5, 6);
  }

  @Test
  void aRaisedRateReleasesAWriteThatWaitsForTokens() throws Exception {
    ThrottledWriter throttle = new ThrottledWriter(1);
    OutputStream slow = throttle.wrap(pipe.client().getOutputStream());
    Background<Void> writing = Background.run(() -> slow.write(new byte[1000])).untilItWaits();
    throttle.set(1 << 20);
    writing.result();
    assertThat(pipe.server().getInputStream().readNBytes(1000)).hasSize(1000);
  }

  @Test
  void aReadBlockedInTheSocketWakesAtCloseAndAtAShutdown() throws Exception {
    for (boolean pulled : new boolean[] {false, true}) {
      try (Sockets pair = Sockets.connected()) {
        Shutdowner shutdowner = new Shutdowner();
        Socket faulty = Netem.wrap(pair.client(), slowReads, shutdowner);
        Background<Integer> reading = Background.call(() -> faulty.getInputStream().read());
        if (pulled) {
          shutdowner.shutdown(new IOException("pulled the plug"));
          assertThat(reading.failure()).hasMessage("pulled the plug");
        } else {
          faulty.close();
          assertThat(reading.failure()).isInstanceOf(SocketException.class);
        }
      }
    }
  }

  @Test
  void threeThreadsMayReadWriteAndCloseOneSocket() throws Exception {
    try (Sockets pair = Sockets.connected()) {
      Socket faulty =
          Netem.wrap(pair.client(), new SlicedWriter(100), new ThrottledWriter(1 << 30));
      byte[] payload = new byte[1 << 20];
      new SplittableRandom(1).nextBytes(payload);
      Background<Long> echo =
          Background.call(
              () -> pair.server().getInputStream().transferTo(pair.server().getOutputStream()));
      Background<Void> writer = Background.run(() -> faulty.getOutputStream().write(payload));
      Background<byte[]> reader =
          Background.call(() -> faulty.getInputStream().readNBytes(payload.length));
      assertThat(reader.result()).isEqualTo(payload);
      writer.result();
      Background<Integer> waiting = Background.call(() -> faulty.getInputStream().read());
      faulty.close();
      assertThat(waiting.failure()).isInstanceOf(SocketException.class);
      assertThat(echo.result()).isEqualTo(payload.length);
    }
  }

  @Test
  void twoWritersAreServedOneAfterTheOther() throws Exception {
    ThrottledWriter throttle = new ThrottledWriter(1);
    OutputStream slow = throttle.wrap(pipe.client().getOutputStream());
    Background<Void> first = Background.run(() -> slow.write(new byte[1000])).untilItWaits();
    Background<Void> second = Background.run(() -> slow.write(new byte[1000]));
    throttle.set(0);
    first.result();
    second.result();
    assertThat(pipe.server().getInputStream().readNBytes(2000)).hasSize(2000);
  }

  @Test
  @Tag("wallclock")
  void wakesWithinTenMilliseconds() throws Exception {
    List<Duration> delays = new ArrayList<>();
    for (int i = 0; i < 21; i++) {
      DelayedWriter delay = new DelayedWriter(MINUTE);
      OutputStream slow = delay.wrap(OutputStream.nullOutputStream());
      Background<Void> writing = Background.run(() -> slow.write(1)).untilItWaits();
      long at = System.nanoTime();
      if (i % 3 == 0) {
        delay.set(ZERO);
        writing.result();
      } else if (i % 3 == 1) {
        slow.close();
        writing.failure();
      } else {
        writing.interrupt();
        writing.failure();
      }
      delays.add(writing.endedAfter(at));
    }
    delays.sort(null);
    assertThat(delays.get(delays.size() / 2)).isLessThan(ofMillis(10));
  }
}
