package io.trixter.netem.contract;

import static io.trixter.netem.contract.Harness.pattern;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.netem.Injector;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** What an {@link Injector} does, whatever it is wrapped around. */
public abstract class InjectorContract {
  private final Harness link;
  private final Injector injector = new Injector();

  protected InjectorContract(Harness link) {
    this.link = link;
    link.wrap(injector);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(US_ASCII);
  }

  private String read(int room) throws IOException {
    return new String(link.read(room), US_ASCII);
  }

  @Test
  void queuedBytesAreReadBeforeThePeersInOrder() throws IOException {
    link.feed(bytes("peer"));
    injector.injectRead(bytes("in"));
    injector.injectRead(bytes("jected"));
    assertThat(read(5)).isEqualTo("injec");
    assertThat(read(5)).isEqualTo("ted");
    assertThat(read(5)).isEqualTo("peer");
  }

  @Test
  void queuedBytesAreReadThoughThePeerIsSilentOrAtItsEnd() throws IOException {
    injector.injectRead(bytes("one"));
    assertThat(read(9)).isEqualTo("one");
    link.feedEnd();
    injector.injectRead(bytes("two"));
    assertThat(read(9)).isEqualTo("two");
    assertThat(link.read(9)).isNull();
  }

  @Test
  void aReadThatWaitsForThePeerGoesOnAndTheNextMeetsTheBytes() throws IOException {
    link.at(ofMillis(1), () -> injector.injectRead(bytes("later")));
    link.at(ofMillis(2), () -> link.feed(bytes("peer")));
    assertThat(read(9)).isEqualTo("peer");
    assertThat(read(9)).isEqualTo("later");
  }

  @Test
  void queuedBytesAreWrittenWholeBeforeTheCallers() throws IOException {
    injector.injectWrite(bytes("in"));
    injector.injectWrite(bytes("jected "));
    link.write(bytes("caller"));
    assertThat(link.written()).isEqualTo(bytes("injected caller"));
    assertThat(link.log()).containsExactly("0ms write 2", "0ms write 7", "0ms write 6");
  }

  @Test
  void queuedBytesGoBeforeTheHalfClose() throws IOException {
    injector.injectWrite(pattern(7));
    link.halfClose();
    assertThat(link.log()).containsExactly("0ms write 7", "0ms shutdown");
  }

  @Test
  void aReadWithoutRoomTakesNothing() throws IOException {
    injector.injectRead(bytes("abc"));
    assertThat(link.read(0)).isEmpty();
    assertThat(read(3)).isEqualTo("abc");
  }

  @Test
  void allThatOneFaultWrapsDrawFromOneQueue() throws IOException {
    Harness other = link.beside();
    other.wrap(injector);
    injector.injectRead(bytes("abc"));
    link.feed(bytes("peer"));
    assertThat(other.read(9)).isEqualTo(bytes("abc"));
    assertThat(read(9)).isEqualTo("peer");
  }

  @Test
  void isOffWithNothingQueued() throws IOException {
    injector.injectRead();
    injector.injectWrite();
    link.write(3);
    link.feed(pattern(3));
    assertThat(link.read(3)).isEqualTo(pattern(3));
    assertThat(link.log()).containsExactly("0ms write 3", "0ms read 3");
  }
}
