package io.trixter.netem.contract;

import static io.trixter.netem.contract.Harness.pattern;
import static java.time.Duration.ZERO;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trixter.netem.DynamicRate;
import io.trixter.netem.ThrottledWriter;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** What a {@link ThrottledWriter} does, whatever it is wrapped around. */
public abstract class ThrottledWriterContract {
  private final Harness link;
  private final ThrottledWriter throttle = new ThrottledWriter(1000);

  protected ThrottledWriterContract(Harness link) {
    this.link = link;
    link.wrap(throttle);
  }

  @Test
  void grantsOneSecondOfBurstThenPaces() throws IOException {
    link.write(1250);
    assertThat(link.log())
        .containsExactly("0ms write 1000", "100ms write 100", "200ms write 100", "250ms write 50");
    assertThat(link.written()).isEqualTo(pattern(1250));
  }

  @Test
  void withoutABurstAWriteTakesItsTimeFromTheFirstByteOn() throws IOException {
    throttle.burst(ZERO);
    link.write(250);
    link.pass(ofHours(1));
    link.write(100);
    assertThat(link.log())
        .containsExactly(
            "100ms write 100", "200ms write 100", "250ms write 50", "3600350ms write 100");
    assertThat(link.written()).isEqualTo(concat(pattern(250), pattern(100)));
  }

  @Test
  void withoutABurstAllConnectionsOfOneFaultShareTheRate() throws IOException {
    Harness other = link.beside();
    other.wrap(throttle);
    throttle.burst(ZERO);
    link.write(90);
    other.write(200);
    assertThat(other.log()).containsExactly("190ms write 100", "290ms write 100");
  }

  @Test
  void aShortBurstIsWhatMayLeaveAtOnce() throws IOException {
    throttle.burst(ofMillis(300));
    link.write(450);
    link.pass(ofHours(1));
    link.write(300);
    assertThat(link.log())
        .containsExactly(
            "0ms write 300", "100ms write 100", "150ms write 50", "3600150ms write 300");
  }

  @Test
  void aNewBurstReachesAWriteThatWaits() throws IOException {
    throttle.set(10);
    link.write(10);
    link.at(ofMillis(50), () -> throttle.burst(ZERO));
    link.write(1);
    assertThat(link.elapsed()).isEqualTo(ofMillis(150));
  }

  private static byte[] concat(byte[] one, byte[] other) {
    byte[] both = Arrays.copyOf(one, one.length + other.length);
    System.arraycopy(other, 0, both, one.length, other.length);
    return both;
  }

  @Test
  void fifteenBytesPerSecondAreFifteenBytesPerSecond() throws IOException {
    throttle.set(15);
    link.write(15);
    link.write(15 * 60);
    assertThat(link.elapsed()).isEqualTo(ofSeconds(60));
  }

  @Test
  void fillsToOneSecondAtMostWhileIdle() throws IOException {
    link.write(1000);
    link.pass(ofHours(1));
    link.write(1100);
    assertThat(link.log())
        .containsExactly("0ms write 1000", "3600000ms write 1000", "3600100ms write 100");
  }

  @Test
  void anEmptyBucketDelaysNeitherTheHalfCloseNorAnEmptyWrite() throws IOException {
    link.write(1000);
    link.write(0);
    link.halfClose();
    assertThat(link.elapsed()).isZero();
  }

  @Test
  void allConnectionsOfOneFaultShareItsBucket() throws IOException {
    Harness other = link.beside();
    other.wrap(throttle);
    link.write(900);
    other.write(200);
    assertThat(other.log()).containsExactly("0ms write 100", "100ms write 100");
  }

  @Test
  void faultsOnOneKnobHaveABucketEach() throws IOException {
    DynamicRate rate = new DynamicRate(0);
    Harness one = link.beside();
    Harness two = link.beside();
    one.wrap(new ThrottledWriter(rate));
    two.wrap(new ThrottledWriter(rate));
    rate.set(1000);
    one.write(1000);
    two.write(1000);
    assertThat(link.elapsed()).isZero();
    one.write(10);
    assertThat(link.elapsed()).isEqualTo(ofMillis(10));
  }

  @Test
  void aLiftedRateReleasesAWriteAtOnce() throws IOException {
    throttle.set(1);
    link.at(ofMillis(5), () -> throttle.set(0));
    link.write(1000);
    assertThat(link.log()).containsExactly("0ms write 1", "5ms write 999");
  }

  @Test
  void aLoweredRateMeetsAWriteThatWaits() throws IOException {
    link.write(1000);
    link.at(ofMillis(10), () -> throttle.set(100));
    link.write(20);
    assertThat(link.log()).containsExactly("0ms write 1000", "10ms write 10", "110ms write 10");
  }

  @Test
  void readsPass() throws IOException {
    throttle.set(1);
    link.feed(pattern(100));
    assertThat(link.read(100)).hasSize(100);
    assertThat(link.elapsed()).isZero();
  }

  @Test
  void isOffAtZero() throws IOException {
    throttle.set(0);
    link.write(1_000_000);
    assertThat(link.log()).containsExactly("0ms write 1000000");
  }

  @Test
  void closingEndsAWriteThatWaitsForTokens() {
    throttle.set(1);
    link.at(ofMillis(5), link::close);
    assertThatThrownBy(() -> link.write(1000)).isInstanceOf(IOException.class);
    assertThat(link.elapsed()).isEqualTo(ofMillis(5));
    assertThat(link.log()).containsExactly("0ms write 1", "5ms close");
  }
}
