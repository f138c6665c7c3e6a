package io.trixter.netem.nio;

import static io.trixter.netem.nio.Loopback.fill;
import static io.trixter.netem.nio.Loopback.read;
import static io.trixter.netem.nio.Loopback.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trixter.netem.nio.Loopback.HalfPair;
import io.trixter.netem.nio.Loopback.Pair;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ReadPendingException;
import java.nio.channels.WritePendingException;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProviderTransferTest {
  @RegisterExtension final Loopback loopback = new Loopback(2);

  @Test
  void whatOneWritesTheOtherReads() throws IOException {
    Pair pair = loopback.pair();
    ByteBuffer dst = ByteBuffer.allocate(10);
    Outcome<Integer> reading = new Outcome<>();
    pair.server().read(dst, "r", reading);
    assertThat(write(pair.client(), ByteBuffer.wrap(new byte[] {1, 2, 3})).value()).isEqualTo(3);
    assertThat(reading.value()).isEqualTo(3);
    assertThat(reading.attachment()).isEqualTo("r");
    assertThat(loopback.threads).contains(reading.thread());
    assertThat(dst.flip()).isEqualTo(ByteBuffer.wrap(new byte[] {1, 2, 3}));
  }

  @Test
  void readAndWriteHaveFutures() throws Exception {
    Pair pair = loopback.pair();
    ByteBuffer src = ByteBuffer.allocateDirect(100);
    assertThat(pair.client().write(src).get(30, TimeUnit.SECONDS)).isEqualTo(100);
    ByteBuffer dst = ByteBuffer.allocateDirect(200);
    while (dst.position() < 100) {
      assertThat(pair.server().read(dst).get(30, TimeUnit.SECONDS)).isPositive();
    }
  }

  @Test
  void scattersAndGathersTheirPartOfTheArray() throws IOException {
    Pair pair = loopback.pair();
    ByteBuffer[] srcs = {null, ByteBuffer.wrap(new byte[] {1, 2}), ByteBuffer.wrap(new byte[] {3})};
    Outcome<Long> written = new Outcome<>();
    pair.client().write(srcs, 1, 2, 0, TimeUnit.SECONDS, null, written);
    assertThat(written.value()).isEqualTo(3L);
    ByteBuffer[] dsts = {ByteBuffer.allocate(1), ByteBuffer.allocate(9), null};
    Outcome<Long> reading = new Outcome<>();
    pair.server().read(dsts, 0, 2, 0, TimeUnit.SECONDS, null, reading);
    assertThat(reading.value()).isEqualTo(3L);
    assertThat(dsts[0].flip()).isEqualTo(ByteBuffer.wrap(new byte[] {1}));
    assertThat(dsts[1].flip()).isEqualTo(ByteBuffer.wrap(new byte[] {2, 3}));
  }

  @Test
  void buffersThatCannotBeUsedAreRefused() throws IOException {
    Pair pair = loopback.pair();
    ByteBuffer readOnly = ByteBuffer.allocate(1).asReadOnlyBuffer();
    ByteBuffer[] pairOfThem = {ByteBuffer.allocate(1), readOnly};
    assertThatThrownBy(() -> pair.client().read(readOnly))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () ->
                pair.client()
                    .read(pairOfThem, 0, 2, 0, TimeUnit.SECONDS, null, new Outcome<Long>()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () ->
                pair.client()
                    .write(pairOfThem, 1, 2, 0, TimeUnit.SECONDS, null, new Outcome<Long>()))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThat(write(pair.client(), readOnly).value()).isEqualTo(1);
  }

  @Test
  void aReadWithoutRoomAndAWriteOfNothingEndAtOnce() throws IOException {
    Pair pair = loopback.pair();
    assertThat(read(pair.client(), 0).value()).isZero();
    assertThat(write(pair.client(), ByteBuffer.allocate(0)).value()).isZero();
  }

  @Test
  void oneReadAndOneWriteArePendingAtATime() throws Exception {
    Pair pair = loopback.pair();
    read(pair.client(), 10);
    assertThatThrownBy(() -> read(pair.client(), 10)).isInstanceOf(ReadPendingException.class);
    assertThatThrownBy(() -> pair.client().read(ByteBuffer.allocate(1)))
        .isInstanceOf(ReadPendingException.class);
    fill(pair.client());
    assertThatThrownBy(() -> write(pair.client(), ByteBuffer.allocate(1)))
        .isInstanceOf(WritePendingException.class);
  }

  @Test
  void aHalfCloseIsTheEndForThePeerAndTheOtherDirectionGoesOn() throws IOException {
    Pair pair = loopback.pair();
    Outcome<Integer> end = read(pair.server(), 10);
    pair.client().shutdownOutput();
    assertThat(end.value()).isEqualTo(-1);
    assertThat(read(pair.server(), 10).value()).isEqualTo(-1);
    assertThat(write(pair.client(), ByteBuffer.allocate(1)).failure())
        .isInstanceOf(IOException.class);
    write(pair.server(), ByteBuffer.allocate(5));
    assertThat(read(pair.client(), 10).value()).isEqualTo(5);
    pair.server().shutdownOutput();
    assertThat(read(pair.client(), 10).value()).isEqualTo(-1);
  }

  @Test
  void aShutDownInputIsTheEndHere() throws IOException {
    Pair pair = loopback.pair();
    pair.client().shutdownInput();
    assertThat(read(pair.client(), 10).value()).isEqualTo(-1);
    assertThat(write(pair.client(), ByteBuffer.allocate(5)).value()).isEqualTo(5);
    assertThat(read(pair.server(), 10).value()).isEqualTo(5);
  }

  @Test
  void aWriteThatWaitsGoesOnWhenThePeerReads() throws Exception {
    HalfPair pair = loopback.halfPair();
    Outcome<Integer> waits = fill(pair.channel());
    CompletableFuture<Void> reader =
        CompletableFuture.runAsync(
            () -> {
              try {
                pair.peer().getInputStream().transferTo(OutputStream.nullOutputStream());
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            });
    assertThat(waits.value()).isPositive();
    pair.channel().close();
    reader.get(30, TimeUnit.SECONDS);
    pair.peer().close();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void manyBytesArriveUnharmedBothWaysAtOnce(boolean direct) throws IOException {
    Pair pair = loopback.pair();
    long bytes = 20_000_000;
    Outcome<Long> up = Traffic.receive(pair.server(), bytes, direct, new SplittableRandom(1));
    Outcome<Long> down = Traffic.receive(pair.client(), bytes, direct, new SplittableRandom(2));
    Traffic.send(pair.client(), bytes, direct, new SplittableRandom(3));
    Traffic.send(pair.server(), bytes, direct, new SplittableRandom(4));
    assertThat(up.value()).isEqualTo(bytes);
    assertThat(down.value()).isEqualTo(bytes);
  }
}
