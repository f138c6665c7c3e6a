package io.trixter.netem.nio;

import static io.trixter.netem.nio.Loopback.read;
import static io.trixter.netem.nio.Loopback.write;
import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.netem.nio.Loopback.Pair;
import io.trixter.netem.nio.loop.ReactorChannel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ProviderHandlerTest {
  @RegisterExtension final Loopback loopback = new Loopback(1);

  private static <V> CompletionHandler<V, Object> handler(Consumer<V> action) {
    return new CompletionHandler<>() {
      @Override
      public void completed(V result, Object attachment) {
        action.accept(result);
      }

      @Override
      public void failed(Throwable thrown, Object attachment) {
        throw new AssertionError(thrown);
      }
    };
  }

  private static void assertEchoes(Pair pair) {
    Outcome<Integer> reading = read(pair.server(), 10);
    write(pair.client(), ByteBuffer.allocate(3));
    assertThat(reading.value()).isEqualTo(3);
  }

  @Test
  void aHandlerThatThrowsDoesNotStopTheLoop() throws IOException {
    Pair pair = loopback.pair();
    RuntimeException boom = new IllegalStateException("boom");
    Error worse = new AssertionError("worse");
    for (Throwable thrown : new Throwable[] {boom, worse}) {
      pair.client()
          .write(
              ByteBuffer.allocate(1),
              null,
              handler(
                  written -> {
                    if (thrown instanceof Error error) {
                      throw error;
                    }
                    throw (RuntimeException) thrown;
                  }));
      assertThat(read(pair.server(), 1).value()).isEqualTo(1);
      assertEchoes(pair);
    }
    assertThat(loopback.thrown).containsExactly(boom, worse);
    loopback.thrown.clear();
  }

  @Test
  void aHandlerThatLeavesItsThreadInterruptedDoesNotStopTheLoop() throws IOException {
    Pair pair = loopback.pair();
    pair.client()
        .write(
            ByteBuffer.allocate(1), null, handler(written -> Thread.currentThread().interrupt()));
    assertThat(read(pair.server(), 1).value()).isEqualTo(1);
    assertEchoes(pair);
    assertEchoes(pair);
    assertThat(loopback.group.isTerminated()).isFalse();
  }

  @Test
  void anOperationThatEndsAtOnceOnTheLoopHasCalledItsHandlerOnReturn() throws Exception {
    Pair pair = loopback.pair();
    CompletableFuture<Boolean> inline = new CompletableFuture<>();
    pair.client()
        .write(
            ByteBuffer.allocate(1),
            null,
            handler(
                ignored -> {
                  boolean[] called = new boolean[1];
                  pair.client()
                      .write(ByteBuffer.allocate(8192), null, handler(written -> called[0] = true));
                  inline.complete(called[0]);
                }));
    assertThat(inline.get(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void aHundredThousandReadsAndWritesThatEndAtOnceDoNotOverflowTheStack() throws Exception {
    Pair pair = loopback.pair();
    int times = 100_000;
    CompletableFuture<Integer> wrote = repeat(times, h -> pair.client().write(one(), null, h));
    CompletableFuture<Integer> nothing =
        repeat(times, h -> pair.server().write(ByteBuffer.allocate(0), null, h));
    Outcome<Integer> drained = new Outcome<>();
    drain(pair.server(), ByteBuffer.allocate(4096), times, drained);
    assertThat(wrote.get(60, TimeUnit.SECONDS)).isEqualTo(times);
    assertThat(nothing.get(60, TimeUnit.SECONDS)).isEqualTo(times);
    assertThat(drained.value()).isZero();
  }

  private static ByteBuffer one() {
    return ByteBuffer.allocate(1);
  }

  private static CompletableFuture<Integer> repeat(
      int times, Consumer<CompletionHandler<Integer, Object>> start) {
    CompletableFuture<Integer> done = new CompletableFuture<>();
    start.accept(
        new CompletionHandler<>() {
          private int count;

          @Override
          public void completed(Integer result, Object attachment) {
            if (++count < times) {
              start.accept(this);
            } else {
              done.complete(count);
            }
          }

          @Override
          public void failed(Throwable thrown, Object attachment) {
            done.completeExceptionally(thrown);
          }
        });
    return done;
  }

  private static void drain(
      AsynchronousSocketChannel channel, ByteBuffer dst, int left, Outcome<Integer> drained) {
    if (left == 0) {
      drained.completed(0, null);
      return;
    }
    channel.read(
        dst.clear(),
        null,
        ProviderHandlerTest.<Integer>handler(n -> drain(channel, dst, left - n, drained)));
  }

  @Test
  void readabilityIsToldWithoutABuffer() throws IOException {
    Pair pair = loopback.pair();
    Outcome<Void> readable = new Outcome<>();
    ((ReactorChannel) pair.server()).whenReadable("attached", readable);
    write(pair.client(), ByteBuffer.allocate(3)).value();
    assertThat(readable.value()).isNull();
    assertThat(readable.attachment()).isEqualTo("attached");
    Outcome<Void> still = new Outcome<>();
    ((ReactorChannel) pair.server()).whenReadable(null, still);
    still.value();
    assertThat(read(pair.server(), 3).value()).isEqualTo(3);
    Outcome<Void> end = new Outcome<>();
    ((ReactorChannel) pair.server()).whenReadable(null, end);
    pair.client().close();
    end.value();
    assertThat(read(pair.server(), 3).value()).isEqualTo(-1);
  }

  @Test
  void aBusyChannelDoesNotStarveAnotherOfItsLoop() throws Exception {
    Pair busy = loopback.pair();
    Pair quiet = loopback.pair();
    boolean[] stop = new boolean[1];
    CompletionHandler<Integer, Object> forEver =
        new CompletionHandler<>() {
          @Override
          public void completed(Integer result, Object attachment) {
            if (!stop[0]) {
              busy.client().write(ByteBuffer.allocate(0), null, this);
            }
          }

          @Override
          public void failed(Throwable thrown, Object attachment) {
            throw new AssertionError(thrown);
          }
        };
    busy.client().write(ByteBuffer.allocate(0), null, forEver);
    assertEchoes(quiet);
    quiet.client().write(one(), null, handler(written -> stop[0] = true));
    assertThat(read(quiet.server(), 1).value()).isEqualTo(1);
  }
}
