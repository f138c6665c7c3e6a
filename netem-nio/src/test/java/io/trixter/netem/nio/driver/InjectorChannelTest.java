package io.trixter.netem.nio.driver;

import static io.trixter.netem.nio.driver.Bench.pattern;
import static io.trixter.netem.nio.driver.Bench.read;
import static io.trixter.netem.nio.driver.Bench.write;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.netem.Injector;
import io.trixter.netem.nio.Outcome;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class InjectorChannelTest {
  @RegisterExtension final Bench bench = new Bench();
  private final Injector injector = new Injector();

  private static String text(ByteBuffer read) {
    return US_ASCII.decode(read.duplicate().flip()).toString();
  }

  @Test
  void queuedBytesAreReadBeforeThePeers() {
    FaultChannel channel = bench.wrap(injector);
    bench.inner.feed("peer".getBytes(US_ASCII));
    injector.injectRead("in".getBytes(US_ASCII));
    injector.injectRead("jected".getBytes(US_ASCII));
    ByteBuffer dst = ByteBuffer.allocate(5);
    assertThat(read(channel, dst).value()).isEqualTo(5);
    assertThat(text(dst)).isEqualTo("injec");
    dst.clear();
    assertThat(read(channel, dst).value()).isEqualTo(3);
    assertThat(text(dst)).isEqualTo("ted");
    dst.clear();
    assertThat(read(channel, dst).value()).isEqualTo(4);
    assertThat(text(dst)).isEqualTo("peer");
  }

  @Test
  void queuedBytesFillAScatteringReadBufferByBuffer() {
    FaultChannel channel = bench.wrap(injector);
    injector.injectRead("abcdef".getBytes(US_ASCII));
    ByteBuffer[] dsts = {ByteBuffer.allocate(2), ByteBuffer.allocate(3), ByteBuffer.allocate(9)};
    Outcome<Long> outcome = new Outcome<>();
    channel.read(dsts, 0, 3, 0, TimeUnit.SECONDS, null, outcome);
    assertThat(outcome.value()).isEqualTo(6);
    assertThat(dsts).extracting(InjectorChannelTest::text).containsExactly("ab", "cde", "f");
  }

  @Test
  void aReadThatWaitsForThePeerGoesOnAndTheNextMeetsTheBytes() {
    FaultChannel channel = bench.wrap(injector);
    ByteBuffer dst = ByteBuffer.allocate(10);
    Outcome<Integer> waits = read(channel, dst);
    injector.injectRead("later".getBytes(US_ASCII));
    bench.reactor.settle();
    assertThat(waits.isDone()).isFalse();
    bench.inner.feed("peer".getBytes(US_ASCII));
    assertThat(waits.value()).isEqualTo(4);
    read(channel, dst);
    assertThat(text(dst)).isEqualTo("peerlater");
  }

  @Test
  void queuedBytesAreWrittenBeforeTheCallersAndDoNotCount() {
    FaultChannel channel = bench.wrap(injector);
    injector.injectWrite("in".getBytes(US_ASCII));
    injector.injectWrite("jected ".getBytes(US_ASCII));
    bench.inner.takesAtMost(4);
    Outcome<Integer> written = write(channel, ByteBuffer.wrap("caller".getBytes(US_ASCII)));
    assertThat(written.value()).isEqualTo(6);
    assertThat(new String(bench.inner.written(), US_ASCII)).isEqualTo("injected caller");
  }

  @Test
  void queuedBytesGoBeforeTheHalfClose() throws IOException {
    FaultChannel channel = bench.wrap(injector);
    injector.injectWrite(pattern(7));
    channel.shutdownOutput();
    assertThat(bench.inner.log()).containsExactly("0ms write 7", "0ms shutdown");
  }

  @Test
  void aReadWithoutRoomTakesNothing() {
    FaultChannel channel = bench.wrap(injector);
    injector.injectRead(pattern(3));
    assertThat(read(channel, 0).value()).isZero();
    assertThat(read(channel, 3).value()).isEqualTo(3);
  }
}
