package io.trixter.netem.stream;

import static java.time.Duration.ZERO;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trixter.netem.Corrupter;
import io.trixter.netem.DelayLine;
import io.trixter.netem.Netem;
import io.trixter.netem.Pipe;
import io.trixter.netem.VirtualClock;
import io.trixter.netem.kernel.DelayBudget;
import io.trixter.netem.kernel.FaultNames;
import io.trixter.netem.kernel.Op;
import io.trixter.netem.kernel.RandomSource;
import io.trixter.netem.kernel.Rules;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How much a delay line holds, and who hands it on. */
@Timeout(60)
class LineTest {
  private static final int WINDOW = 1000;

  private final VirtualClock clock = new VirtualClock();
  private int shortages;
  private final DelayBudget budget = new DelayBudget(WINDOW, () -> shortages++);

  /** Hands the thread of each write to the test. */
  private static final class Threads extends OutputStream {
    private final BlockingQueue<Thread> threads = new LinkedBlockingQueue<>();

    @Override
    public void write(int b) {
      threads.add(Thread.currentThread());
    }

    @Override
    public void write(byte[] b, int off, int len) {
      threads.add(Thread.currentThread());
    }

    Thread next() throws InterruptedException {
      Thread next = threads.poll(30, SECONDS);
      assertThat(next).as("a thread that writes").isNotNull();
      return next;
    }
  }

  private Socket bounded(Pipe pipe, long window) throws IOException {
    Rules rules = new DelayLine(ofSeconds(1)).rules(new FaultNames());
    Rules bounded = Rules.of("DelayLine").line(rules.line().within(window, budget, 0));
    return new FaultSocket(pipe.client(), names -> List.of(bounded));
  }

  @Test
  void aWriteWaitsForRoomInTheWindow() throws IOException {
    Pipe pipe = Netem.pipe(clock);
    bounded(pipe, WINDOW).getOutputStream().write(new byte[2000]);
    assertThat(clock.elapsed()).isEqualTo(ofSeconds(2));
    assertThat(budget.used()).isBetween(1L, (long) WINDOW);
    assertThat(pipe.server().getInputStream().readNBytes(2000)).hasSize(2000);
    assertThat(clock.elapsed()).isEqualTo(ofSeconds(3));
    assertThat(budget.used()).isZero();
  }

  @Test
  void anEmptyLineWaitsForRoomInTheBudgetThatOthersHold() throws IOException {
    bounded(Netem.pipe(clock), 1 << 20).getOutputStream().write(new byte[800]);
    Pipe pipe = Netem.pipe(clock);
    OutputStream out = bounded(pipe, 1 << 20).getOutputStream();
    out.write(new byte[500]);
    assertThat(shortages).isEqualTo(1);
    assertThat(clock.elapsed()).isEqualTo(ofSeconds(1));
    assertThat(pipe.server().getInputStream().readNBytes(500)).hasSize(500);
    assertThat(clock.elapsed()).isEqualTo(ofSeconds(2));
  }

  @Test
  void whatIsDroppedLeavesTheBudget() throws IOException {
    Socket socket = bounded(Netem.pipe(clock), WINDOW);
    socket.getOutputStream().write(new byte[500]);
    socket.setSoLinger(true, 0);
    socket.close();
    assertThat(budget.used()).isZero();
  }

  @Test
  void hasAThreadOnlyWhileItHoldsSomething() throws Exception {
    Threads threads = new Threads();
    OutputStream out = new DelayLine(ofMillis(1)).wrap(threads);
    for (int i = 0; i < 3; i++) {
      out.write(1);
      Thread line = threads.next();
      assertThat(line).isNotSameAs(Thread.currentThread());
      assertThat(line.isDaemon()).isTrue();
      line.join(SECONDS.toMillis(30));
      assertThat(line.isAlive()).isFalse();
    }
  }

  @Test
  void isServedByAVirtualThreadWhereThereAreSuch() throws Exception {
    Threads threads = new Threads();
    new DelayLine(ofMillis(1)).wrap(threads).write(1);
    boolean virtual = threads.next().toString().startsWith("VirtualThread");
    assertThat(virtual).isEqualTo(Runtime.version().feature() >= 21);
  }

  @Test
  void flushesBehindEachChunk() throws Exception {
    BlockingQueue<String> calls = new LinkedBlockingQueue<>();
    OutputStream out =
        new DelayLine(ofMillis(1))
            .wrap(
                new OutputStream() {
                  @Override
                  public void write(int b) {
                    calls.add("write");
                  }

                  @Override
                  public void flush() {
                    calls.add("flush");
                  }
                });
    out.write(1);
    out.flush();
    assertThat(calls.poll(30, SECONDS)).isEqualTo("write");
    assertThat(calls.poll(30, SECONDS)).isEqualTo("flush");
  }

  @Test
  void offItCallsTheStreamBelowOnTheCallersThread() throws Exception {
    Threads threads = new Threads();
    new DelayLine(ZERO).wrap(threads).write(1);
    assertThat(threads.next()).isSameAs(Thread.currentThread());
  }

  @Test
  void aSetDelayOrJitterWakesTheThread() throws Exception {
    Threads threads = new Threads();
    DelayLine line = new DelayLine(ofSeconds(3600));
    line.wrap(threads).write(1);
    line.set(ofMillis(1));
    threads.next();
    long late = 0; // a seed whose first write is far on the late side
    while (new RandomSource(late, 0, "DelayLine").random(Op.WRITE).nextDouble(-1, 1) < 0.5) {
      late++;
    }
    DelayLine jittery = new DelayLine(ZERO, ofSeconds(3600), late);
    jittery.wrap(threads).write(1);
    jittery.setJitter(ZERO);
    threads.next();
  }

  @Test
  void aStreamThatThrowsAnythingFailsTheNextWrite() throws Exception {
    Threads threads = new Threads();
    OutputStream out =
        new DelayLine(ofMillis(1))
            .wrap(
                new OutputStream() {
                  @Override
                  public void write(int b) {
                    threads.write(b);
                    throw new IllegalStateException("no more");
                  }
                });
    out.write(1);
    threads.next().join(SECONDS.toMillis(30));
    assertThatThrownBy(() -> out.write(1))
        .isInstanceOf(IOException.class)
        .hasRootCauseMessage("no more");
    assertThatThrownBy(out::flush).hasRootCauseMessage("no more");
  }

  @Test
  void twoCorruptersWithALineBetweenThemDrawApart() throws IOException {
    byte[] garbage = written(ZERO, false);
    byte[] both = written(ofSeconds(1), true);
    assertThat(both).startsWith(garbage);
    byte[] further = Arrays.copyOfRange(both, garbage.length, 2 * garbage.length);
    assertThat(further).isNotEqualTo(garbage);
  }

  /** The garbage before one byte, and, with two corrupters, what the other one adds. */
  private byte[] written(Duration delay, boolean twice) throws IOException {
    Pipe pipe = Netem.pipe(clock);
    Socket socket =
        twice
            ? Netem.wrap(
                pipe.client(), new Corrupter(1, 42), new DelayLine(delay), new Corrupter(1, 42))
            : Netem.wrap(pipe.client(), new Corrupter(1, 42));
    socket.getOutputStream().write(1);
    socket.close();
    byte[] all = pipe.server().getInputStream().readAllBytes();
    return Arrays.copyOf(all, all.length - 1);
  }

  @Test
  void twoThreadsLetTheSameTimePass() throws Exception {
    Pipe pipe = Netem.pipe(clock);
    OutputStream out =
        Netem.wrap(pipe.client(), new DelayLine(ofMillis(5), ofMillis(5))).getOutputStream();
    byte[] sent = new byte[1 << 20];
    for (int i = 0; i < sent.length; i++) {
      sent[i] = (byte) (i / 7);
    }
    ByteArrayOutputStream got = new ByteArrayOutputStream();
    Thread reader =
        new Thread(
            () -> {
              try {
                pipe.server().getInputStream().transferTo(got);
              } catch (IOException e) {
                throw new IllegalStateException(e);
              }
            });
    reader.start();
    for (int from = 0; from < sent.length; from += 1 << 10) {
      out.write(sent, from, 1 << 10);
      clock.advance(ofMillis(1));
    }
    out.close();
    clock.advance(ofMillis(10));
    reader.join(SECONDS.toMillis(30));
    assertThat(got.toByteArray()).isEqualTo(sent);
  }

  @Test
  void eventsHappenInTheOrderOfTheirTimes() throws IOException {
    List<String> order = new ArrayList<>();
    VirtualTime time = new VirtualTime();
    for (int at : new int[] {30, 10, 20}) {
      long due = time.now() + at;
      time.schedule(
          new Clock.Event() {
            @Override
            public long nanosLeft(long now) {
              return Math.max(0, due - now);
            }

            @Override
            public void happen() {
              order.add(at + " at " + time.elapsed().toNanos());
            }
          });
    }
    time.advance(25);
    assertThat(order).containsExactly("10 at 10", "20 at 20");
    assertThat(time.elapsed()).isEqualTo(Duration.ofNanos(25));
    time.advance(5);
    assertThat(order).hasSize(3);
  }
}
