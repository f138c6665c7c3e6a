package io.trixter.netem.contract;

import static io.trixter.netem.contract.Harness.pattern;
import static java.time.Duration.ZERO;
import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trixter.netem.ConnectFault;
import io.trixter.netem.SlicedWriter;
import java.io.IOException;
import java.net.ConnectException;
import org.junit.jupiter.api.Test;

/** What a {@link ConnectFault} does, whatever it is wrapped around. */
public abstract class ConnectFaultContract {
  private final Harness link;

  protected ConnectFaultContract(Harness link) {
    this.link = link;
  }

  private static void assertReset(Harness link) {
    assertThatThrownBy(() -> link.read(10))
        .isInstanceOf(IOException.class)
        .hasMessage("Connection reset");
    assertThatThrownBy(() -> link.write(1))
        .isInstanceOf(IOException.class)
        .hasMessage("Connection reset");
  }

  @Test
  void refusesToConnectAndDialsNobody() {
    link.wrapUnconnected(ConnectFault.refuse());
    assertThatThrownBy(link::connect)
        .isInstanceOf(ConnectException.class)
        .hasMessage("Connection refused");
    assertThat(link.log()).containsExactly("0ms close");
  }

  @Test
  void resetsWhatWasConnectedBeforeItIsToRefuse() {
    link.wrap(ConnectFault.refuse());
    assertThat(link.log()).containsExactly("0ms reset");
    assertReset(link);
  }

  @Test
  void resetsAConnectionAtItsFirstOperation() throws IOException {
    link.wrapUnconnected(ConnectFault.reset());
    link.connect();
    assertThat(link.log()).containsExactly("0ms connect");
    assertReset(link);
    assertThat(link.log()).containsExactly("0ms connect", "0ms reset");
  }

  @Test
  void resetsWhatWasConnectedBeforeAtItsFirstOperation() {
    link.wrap(ConnectFault.reset());
    assertThat(link.log()).isEmpty();
    assertReset(link);
    assertThat(link.log()).containsExactly("0ms reset");
  }

  @Test
  void aConnectionThatHangsTakesAllAndSaysNothing() throws IOException {
    link.wrapUnconnected(ConnectFault.hang());
    link.connect();
    link.feed(pattern(10));
    link.write(100);
    link.at(ofMillis(700), link::close);
    assertThatThrownBy(() -> link.read(10)).isInstanceOf(IOException.class);
    assertThat(link.log()).containsExactly("0ms connect", "700ms close");
    assertThat(link.written()).isEmpty();
  }

  @Test
  void connectsLate() throws IOException {
    link.wrapUnconnected(ConnectFault.delay(ofMillis(300)));
    link.connect();
    link.write(3);
    assertThat(link.log()).containsExactly("300ms connect", "300ms write 3");
  }

  @Test
  void whatWasConnectedBeforeItIsToBeLateWaitsAtItsFirstOperation() throws IOException {
    link.wrap(ConnectFault.delay(ofMillis(300)), new SlicedWriter(2));
    link.feed(pattern(5));
    assertThat(link.elapsed()).isZero();
    link.pass(ofMillis(100));
    assertThat(link.read(5)).hasSize(5);
    link.write(3);
    assertThat(link.log()).containsExactly("300ms read 5", "300ms write 2", "300ms write 1");
  }

  @Test
  void aDelayThatIsLoweredLetsThroughWhatWaits() throws IOException {
    ConnectFault late = ConnectFault.delay(ofMillis(60_000));
    link.wrapUnconnected(late);
    link.at(ofMillis(100), () -> late.set(ofMillis(150)));
    link.connect();
    assertThat(link.log()).containsExactly("150ms connect");
  }

  @Test
  void closingEndsTheWaitForADelay() {
    link.wrapUnconnected(ConnectFault.delay(ofMillis(60_000)));
    link.at(ofMillis(100), link::close);
    assertThatThrownBy(link::connect).isInstanceOf(IOException.class);
    assertThat(link.log()).containsExactly("100ms close");
  }

  @Test
  void asksTheFaultsInOrder() {
    link.wrapUnconnected(ConnectFault.delay(ofMillis(20)), ConnectFault.refuse());
    assertThatThrownBy(link::connect).isInstanceOf(ConnectException.class);
    assertThat(link.log()).containsExactly("20ms close");
  }

  @Test
  void strikesTheFirstConnectionsAndThenNeverAgain() throws IOException {
    ConnectFault twice = ConnectFault.refuse().first(2);
    for (int i = 0; i < 2; i++) {
      Harness refused = link.beside();
      refused.wrapUnconnected(twice);
      assertThatThrownBy(refused::connect).isInstanceOf(ConnectException.class);
    }
    link.wrapUnconnected(twice);
    link.connect();
    link.write(1);
    assertThat(link.log()).containsExactly("0ms connect", "0ms write 1");
  }

  @Test
  void isOffAtAProbabilityOrADelayOfZero() throws IOException {
    link.wrapUnconnected(
        ConnectFault.refuse().probability(0),
        ConnectFault.reset().probability(0),
        ConnectFault.hang().probability(0),
        ConnectFault.delay(ZERO));
    link.connect();
    link.feed(pattern(3));
    assertThat(link.read(3)).hasSize(3);
    assertThat(link.log()).containsExactly("0ms connect", "0ms read 3");
  }

  @Test
  void whatItDidNotStrikeStaysWellWhenItIsSet() throws IOException {
    ConnectFault hang = ConnectFault.hang().probability(0);
    link.wrapUnconnected(hang);
    link.connect();
    hang.probability(1);
    link.write(4);
    assertThat(link.log()).containsExactly("0ms connect", "0ms write 4");
  }
}
