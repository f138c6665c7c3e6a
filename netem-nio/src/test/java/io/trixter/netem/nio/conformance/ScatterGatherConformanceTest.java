package io.trixter.netem.nio.conformance;

import static io.trixter.netem.nio.conformance.Operations.bytes;
import static io.trixter.netem.nio.conformance.Operations.gather;
import static io.trixter.netem.nio.conformance.Operations.receive;
import static io.trixter.netem.nio.conformance.Operations.room;
import static io.trixter.netem.nio.conformance.Operations.scatter;
import static io.trixter.netem.nio.conformance.Operations.send;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trixter.netem.nio.Outcome;
import io.trixter.netem.nio.conformance.Network.Pair;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousSocketChannel;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.function.IntToLongFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScatterGatherConformanceTest extends Conformance {
  ScatterGatherConformanceTest(SetUp setUp) {
    super(setUp, 2);
  }

  private static Outcome<Long> read(
      AsynchronousSocketChannel channel, ByteBuffer[] dsts, int offset, int length) {
    Outcome<Long> outcome = new Outcome<>();
    channel.read(dsts, offset, length, 0, TimeUnit.SECONDS, null, outcome);
    return outcome;
  }

  private static Outcome<Long> write(
      AsynchronousSocketChannel channel, ByteBuffer[] srcs, int offset, int length) {
    Outcome<Long> outcome = new Outcome<>();
    channel.write(srcs, offset, length, 0, TimeUnit.SECONDS, null, outcome);
    return outcome;
  }

  private static int[] positions(ByteBuffer... buffers) {
    return Arrays.stream(buffers).mapToInt(ByteBuffer::position).toArray();
  }

  @Test
  void eachBufferIsFilledBeforeTheNext() throws IOException {
    Pair pair = network.pair();
    ByteBuffer[] dsts = {
      room(2), room(0), ByteBuffer.allocateDirect(3), room(4).position(1).limit(3), room(5)
    };
    Outcome<Long> reading = scatter(pair.server(), dsts);
    Operations.write(pair.client(), bytes(1, 2, 3, 4, 5, 6));
    assertThat(reading.value()).isEqualTo(6);
    assertThat(positions(dsts)).containsExactly(2, 0, 3, 2, 0);
    assertThat(dsts[0].flip()).isEqualTo(bytes(1, 2));
    assertThat(dsts[2].flip()).isEqualTo(bytes(3, 4, 5));
    assertThat(dsts[3].limit()).isEqualTo(3);
    assertThat(dsts[3].get(1)).isEqualTo((byte) 6);
  }

  @Test
  void eachBufferIsEmptiedBeforeTheNext() throws IOException {
    Pair pair = network.pair();
    ByteBuffer direct = ByteBuffer.allocateDirect(3).put(bytes(3, 4, 5)).flip();
    ByteBuffer part = bytes(9, 6, 7, 9).position(1).limit(3);
    ByteBuffer[] srcs = {bytes(1, 2), room(0), direct, part, bytes(8).asReadOnlyBuffer()};
    assertThat(gather(pair.client(), srcs).value()).isEqualTo(8);
    assertThat(positions(srcs)).containsExactly(2, 0, 3, 3, 1);
    assertThat(part.limit()).isEqualTo(3);
    assertThat(receive(pair.server(), 8)).isEqualTo(bytes(1, 2, 3, 4, 5, 6, 7, 8));
  }

  @Test
  void onlyThePartOfTheArrayIsTouched() throws IOException {
    Pair pair = network.pair();
    ByteBuffer[] srcs = {null, bytes(1, 2), bytes(3), bytes(4), null};
    assertThat(write(pair.client(), srcs, 1, 2).value()).isEqualTo(3);
    assertThat(srcs[3].position()).isZero();
    ByteBuffer[] dsts = {null, room(1), room(1), room(9), null};
    assertThat(read(pair.server(), dsts, 1, 2).value()).isEqualTo(2);
    assertThat(positions(dsts[1], dsts[2], dsts[3])).containsExactly(1, 1, 0);
    assertThat(read(pair.server(), dsts, 3, 1).value()).isEqualTo(1);
    assertThat(dsts[3].flip()).isEqualTo(bytes(3));
  }

  @Test
  void theCallersArrayIsNotChanged() throws IOException {
    Pair pair = network.pair();
    ByteBuffer[] srcs = {bytes(1), bytes(2)};
    ByteBuffer[] before = srcs.clone();
    assertThat(gather(pair.client(), srcs).value()).isEqualTo(2);
    assertThat(srcs[0]).isSameAs(before[0]);
    assertThat(srcs[1]).isSameAs(before[1]);
  }

  @ParameterizedTest
  @CsvSource({"-1,1", "0,-1", "3,0", "0,3", "1,2", "2,1", "2147483647,1", "1,2147483647"})
  void aPartThatTheArrayHasNotIsThrownBack(int offset, int length) throws IOException {
    Pair pair = network.pair();
    ByteBuffer[] buffers = {room(1), room(1)};
    assertThatThrownBy(() -> read(pair.client(), buffers, offset, length))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> write(pair.client(), buffers, offset, length))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThat(positions(buffers)).containsExactly(0, 0);
    send(pair.client(), 1);
    assertThat(receive(pair.server(), 1)).isEqualTo(bytes(1));
  }

  @Test
  void theEndOfTheArrayIsAPartOfIt() throws IOException {
    Pair pair = network.pair();
    ByteBuffer[] buffers = {room(1), room(1)};
    assertThat(write(pair.client(), buffers, 2, 0).value()).isZero();
    assertThat(write(pair.client(), new ByteBuffer[0], 0, 0).value()).isZero();
    assertThat(gather(pair.client(), room(0), room(0)).value()).isZero();
    send(pair.client(), 1);
    assertThat(read(pair.server(), buffers, 2, 0).value()).isZero();
    assertThat(scatter(pair.server(), room(0), room(0)).value()).isZero();
    assertThat(receive(pair.server(), 1)).isEqualTo(bytes(1));
  }

  @Test
  void oneReadOnlyBufferAmongThemIsThrownBack() throws IOException {
    Pair pair = network.pair();
    ByteBuffer readOnly = room(1).asReadOnlyBuffer();
    assertThatThrownBy(() -> scatter(pair.server(), room(1), readOnly))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> scatter(pair.server(), room(1), null))
        .isInstanceOf(NullPointerException.class);
    ByteBuffer[] dsts = {readOnly, room(1)};
    Outcome<Long> reading = read(pair.server(), dsts, 1, 1);
    send(pair.client(), 1);
    assertThat(reading.value()).isEqualTo(1);
  }

  @Test
  void anArrayAndAHandlerThereMustBe() throws IOException {
    AsynchronousSocketChannel channel = network.pair().client();
    ByteBuffer[] buffers = {room(1)};
    assertThatThrownBy(() -> read(channel, null, 0, 1)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> write(channel, null, 0, 1)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> channel.read(buffers, 0, 1, 0, TimeUnit.SECONDS, null, null))
        .isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> channel.write(buffers, 0, 1, 0, TimeUnit.SECONDS, null, null))
        .isInstanceOf(NullPointerException.class);
  }

  @Test
  void moreBuffersThanTheSystemTakesAreMovedPartByPart() throws IOException {
    Pair pair = network.pair();
    int count = 3000;
    ByteBuffer[] srcs = new ByteBuffer[count];
    ByteBuffer[] dsts = new ByteBuffer[count];
    for (int i = 0; i < count; i++) {
      srcs[i] = bytes(i, i >> 8);
      dsts[i] = room(2);
    }
    moveAll(srcs, from -> write(pair.client(), srcs, from, count - from).value());
    moveAll(dsts, from -> read(pair.server(), dsts, from, count - from).value());
    for (int i = 0; i < count; i++) {
      assertThat(dsts[i].flip()).isEqualTo(srcs[i].flip());
    }
  }

  private static void moveAll(ByteBuffer[] buffers, IntToLongFunction move) {
    int first = 0;
    while (first < buffers.length) {
      assertThat(move.applyAsLong(first)).isPositive();
      while (first < buffers.length && !buffers[first].hasRemaining()) {
        first++;
      }
    }
  }

  @Test
  void aGatheringWriteThatDoesNotFitStopsWithinOneBuffer() throws IOException {
    Pair pair = network.narrowPair();
    ByteBuffer[] srcs = {room(10), room(100_000), room(100_000)};
    long written = gather(pair.client(), srcs).value();
    assertThat(written).isBetween(1L, 200_010L);
    assertThat(Arrays.stream(positions(srcs)).sum()).isEqualTo((int) written);
    boolean partial = false;
    for (ByteBuffer src : srcs) {
      assertThat(partial && src.position() > 0).isFalse();
      partial |= src.hasRemaining();
    }
  }
}
