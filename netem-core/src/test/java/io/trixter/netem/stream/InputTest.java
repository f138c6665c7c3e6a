package io.trixter.netem.stream;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.time.Duration.ZERO;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trixter.netem.Corrupter;
import io.trixter.netem.DelayedReader;
import io.trixter.netem.DelayedWriter;
import io.trixter.netem.Injector;
import io.trixter.netem.Netem;
import io.trixter.netem.Shutdowner;
import io.trixter.netem.Terminator;
import io.trixter.netem.ThrottledReader;
import io.trixter.netem.contract.Harness;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code java.io.InputStream} promises, of an input with faults. */
class InputTest {
  private final StreamHarness link = new StreamHarness();

  private static InputStream paced(int bytes) {
    return Netem.wrap(
        new ByteArrayInputStream(Harness.pattern(bytes)), new ThrottledReader(1 << 20));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1 << 20})
  void behavesAsInputStreamDocuments(long rate) throws IOException {
    InputStream in =
        Netem.wrap(new ByteArrayInputStream(Harness.pattern(1000)), new ThrottledReader(rate));
    assertThat(in.read()).isEqualTo(Harness.pattern(1)[0]);
    assertThat(in.skip(9)).isEqualTo(9);
    assertThat(in.skip(0)).isZero();
    assertThat(in.skip(-3)).isZero();
    in.skipNBytes(10);
    assertThat(in.read()).isEqualTo(Harness.pattern(21)[20] & 0xff);
    assertThat(in.read(new byte[5], 2, 0)).isZero();
    assertThat(in.readNBytes(29)).isEqualTo(pattern(21, 50));
    byte[] some = new byte[60];
    assertThat(in.readNBytes(some, 5, 50)).isEqualTo(50);
    ByteArrayOutputStream rest = new ByteArrayOutputStream();
    assertThat(in.transferTo(rest)).isEqualTo(900);
    assertThat(rest.toByteArray()).isEqualTo(pattern(100, 1000));
    assertThat(in.read()).isEqualTo(-1);
    assertThat(in.read(new byte[1])).isEqualTo(-1);
    assertThat(in.readAllBytes()).isEmpty();
    assertThat(in.available()).isZero();
  }

  private static byte[] pattern(int from, int to) {
    return Arrays.copyOfRange(Harness.pattern(to), from, to);
  }

  @Test
  void skippingThroughGarbageThrowsThePeersOwnBytesAway() throws IOException {
    InputStream in = Netem.wrap(new ByteArrayInputStream(Harness.pattern(100)), new Corrupter(1.0));
    assertThat(in.skip(60)).isEqualTo(60);
    assertThat(in.available()).isEqualTo(40);
    assertThat(in.skip(60)).isEqualTo(40);
    assertThat(in.skip(60)).isZero();
  }

  @Test
  void hasNoMarks() {
    InputStream in = paced(10);
    assertThat(in.markSupported()).isFalse();
    in.mark(5);
    assertThatThrownBy(in::reset).isInstanceOf(IOException.class);
  }

  @Test
  void refusesARangeThatIsNotInTheBuffer() {
    InputStream in = paced(10);
    assertThatThrownBy(() -> in.read(new byte[5], 3, 3))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> in.read(new byte[5], -1, 3))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> in.read(null)).isInstanceOf(NullPointerException.class);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1 << 20})
  void aClosedStreamRefusesWhetherTheFaultIsOnOrOff(long rate) throws IOException {
    InputStream in =
        Netem.wrap(new ByteArrayInputStream(Harness.pattern(10)), new ThrottledReader(rate));
    in.close();
    in.close();
    assertThatThrownBy(in::read).isInstanceOf(IOException.class).hasMessage("Stream closed");
    assertThatThrownBy(() -> in.read(new byte[3])).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> in.read(new byte[0])).isInstanceOf(IOException.class);
    assertThatThrownBy(in::available).isInstanceOf(IOException.class);
  }

  @Test
  void aTerminatedStreamStaysSoThoughTheKnobIsTurnedOff() {
    Terminator terminator = new Terminator(1.0);
    InputStream in = terminator.wrap(new ByteArrayInputStream(Harness.pattern(10)));
    InputStream around = new DelayedReader(ZERO).wrap(in);
    assertThatThrownBy(around::read).hasMessageStartingWith("terminated (seed ");
    terminator.set(0.0);
    assertThatThrownBy(in::read).hasMessageStartingWith("terminated (seed ");
    assertThatThrownBy(around::read).hasMessageStartingWith("terminated (seed ");
    assertThatThrownBy(in::available).hasMessageStartingWith("terminated (seed ");
  }

  @Test
  void printsAsAChain() {
    InputStream bottom =
        new ByteArrayInputStream(new byte[0]) {
          @Override
          public String toString() {
            return "Bytes";
          }
        };
    assertThat(
            Netem.wrap(
                bottom, new DelayedReader(ZERO), new DelayedWriter(ZERO), new ThrottledReader(0)))
        .hasToString("Throttled(Delayed(Bytes))");
  }

  @Test
  void aFaultThatLetsReadsPassReturnsTheStreamItself() {
    InputStream in = InputStream.nullInputStream();
    assertThat(new DelayedWriter(ofSeconds(1)).wrap(in)).isSameAs(in);
  }

  @Test
  void nothingIsAvailableUntilABurstsDelayIsOver() throws IOException {
    link.wrap(new DelayedReader(ofMillis(25)));
    InputStream in = link.socket().getInputStream();
    link.feed(Harness.pattern(10));
    assertThat(in.available()).isZero(); // seen: its delay begins
    link.pass(ofMillis(24));
    assertThat(in.available()).isZero();
    link.pass(ofMillis(1));
    assertThat(in.available()).isEqualTo(10);
    assertThat(link.read(4)).hasSize(4);
    assertThat(in.available()).isEqualTo(6);
    assertThat(link.read(10)).hasSize(6);
    assertThat(link.elapsed()).isEqualTo(ofMillis(25));
    assertThat(in.available()).isZero();
  }

  @Test
  void asMuchIsAvailableAsThereAreTokensFor() throws IOException {
    link.wrap(new ThrottledReader(100));
    InputStream in = link.socket().getInputStream();
    link.feed(Harness.pattern(150));
    assertThat(in.available()).isEqualTo(100);
    link.read(100);
    assertThat(in.available()).isZero();
    link.pass(ofMillis(500));
    assertThat(in.available()).isEqualTo(50);
  }

  @Test
  void injectedBytesAreAvailable() throws IOException {
    Injector injector = new Injector();
    link.wrap(injector);
    injector.injectRead("abc".getBytes(US_ASCII));
    assertThat(link.socket().getInputStream().available()).isEqualTo(3);
  }

  @Test
  void aBlockThatIsReadInPartsIsOneBurst() throws IOException {
    Injector injector = new Injector();
    link.wrap(injector, new DelayedReader(ofMillis(25)));
    injector.injectRead(Harness.pattern(10));
    assertThat(link.read(4)).hasSize(4);
    assertThat(link.read(4)).hasSize(4);
    assertThat(link.read(4)).hasSize(2);
    assertThat(link.elapsed()).isEqualTo(ofMillis(25));
  }

  @Test
  void whatIsSkippedIsThePeersOwnAndNoGarbage() throws IOException {
    link.wrap(new Corrupter(1.0), new DelayedReader(ofMillis(25)));
    InputStream in = link.socket().getInputStream();
    link.feed(Harness.pattern(100));
    link.pass(ofMillis(1));
    for (int left = 100; left > 0; left = in.available()) { // as TLS empties its socket
      if (in.skip(left) == 0) {
        link.pass(ofMillis(1));
      }
    }
    assertThat(link.log()).containsExactly("1ms read 100");
    assertThat(link.elapsed()).isEqualTo(ofMillis(26));
  }

  @Test
  void skipsPartOfAnInjectedBlock() throws IOException {
    Injector injector = new Injector();
    link.wrap(injector);
    injector.injectRead("abc".getBytes(US_ASCII));
    link.feed(Harness.pattern(5));
    InputStream in = link.socket().getInputStream();
    assertThat(in.skip(1)).isEqualTo(1);
    assertThat(in.read()).isEqualTo('b');
    assertThat(in.skip(1)).isEqualTo(1);
    assertThat(in.skip(2)).isEqualTo(2);
    assertThat(link.read(9)).isEqualTo(pattern(2, 5));
  }

  @Test
  void skippingPaysForItsTokens() throws IOException {
    link.wrap(new ThrottledReader(100));
    link.feed(Harness.pattern(120));
    InputStream in = link.socket().getInputStream();
    for (long left = 120; left > 0; ) {
      left -= in.skip(left);
    }
    assertThat(link.elapsed()).isEqualTo(ofMillis(200));
  }

  @Test
  void bytesHeldWhenTheTimeoutStrikesMeetTheNextReads() throws IOException {
    link.wrap(new DelayedReader(ofMillis(100)));
    InputStream in = link.socket().getInputStream();
    link.socket().setSoTimeout(40);
    link.feed(Harness.pattern(10));
    assertThatThrownBy(() -> link.read(10)).isInstanceOf(SocketTimeoutException.class);
    assertThat(link.elapsed()).isEqualTo(ofMillis(40));
    assertThat(in.available()).isZero();
    assertThatThrownBy(in::read).isInstanceOf(SocketTimeoutException.class);
    assertThat(in.read()).isEqualTo(Harness.pattern(1)[0] & 0xff);
    assertThat(link.elapsed()).isEqualTo(ofMillis(100));
    assertThat(in.available()).isEqualTo(9);
    assertThat(link.read(20)).isEqualTo(pattern(1, 10));
    assertThat(link.elapsed()).isEqualTo(ofMillis(100));
  }

  @Test
  void theTimeoutCountsWhatTheFaultAndThePeerTakeTogether() throws IOException {
    link.wrap(new ThrottledReader(10));
    link.socket().setSoTimeout(150);
    link.feed(Harness.pattern(10));
    link.read(10);
    assertThatThrownBy(() -> link.read(1)).isInstanceOf(SocketTimeoutException.class);
    assertThat(link.elapsed()).isEqualTo(ofMillis(150)); // 100 for a token, 50 for the peer
    assertThat(link.socket().getSoTimeout()).isEqualTo(150);
    link.feed(Harness.pattern(1));
    assertThat(link.read(1)).hasSize(1);
  }

  @Test
  void aTimeoutThatStrikesBeforeATokenComesCostsNoByte() throws IOException {
    link.wrap(new ThrottledReader(1));
    link.socket().setSoTimeout(400);
    link.feed(Harness.pattern(2));
    link.read(1);
    assertThatThrownBy(() -> link.read(1)).isInstanceOf(SocketTimeoutException.class);
    assertThatThrownBy(() -> link.read(1)).isInstanceOf(SocketTimeoutException.class);
    assertThat(link.read(1)).isEqualTo(pattern(1, 2));
    assertThat(link.elapsed()).isEqualTo(ofSeconds(1));
  }

  @Test
  void anAvailableThatFailsCostsNoByte() throws IOException {
    InputStream failing =
        new FilterInputStream(new ByteArrayInputStream(Harness.pattern(3))) {
          @Override
          public int available() throws IOException {
            throw new IOException("no");
          }
        };
    InputStream in = new ThrottledReader(100).wrap(failing);
    assertThat(in.readAllBytes()).isEqualTo(Harness.pattern(3));
  }

  @Test
  void aStreamThatFailsToCloseDoesNotKeepOthersFromBeingShutDown() {
    Shutdowner shutdowner = new Shutdowner();
    for (int i = 0; i < 3; i++) {
      shutdowner.wrap(
          new ByteArrayInputStream(new byte[0]) {
            @Override
            public void close() {
              throw new IllegalStateException("will not close");
            }
          });
    }
    assertThat(shutdowner.shutdown(new IOException("off"))).isTrue();
  }
}
