package io.trixter.netem;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class InjectorRuleTest {
  private final Injector injector = new Injector();
  private final RuleHarness link = RuleHarness.of(injector);

  @Test
  void isOffWithNothingQueuedAndPassesEverything() throws IOException {
    assertThat(link.rules().name()).isEqualTo("Injector");
    assertThat(link.rules().killSwitch()).isNull();
    assertThat(link.reading().isOff()).isTrue();
    assertThat(link.writing().isOff()).isTrue();
    link.write(3);
    link.read(4);
    assertThat(link.passed()).containsExactly("write 3", "read 4");
  }

  @Test
  void isOnWithAQueueInThatDirectionAlone() {
    injector.injectRead(bytes("hi"));
    assertThat(link.reading().isOff()).isFalse();
    assertThat(link.writing().isOff()).isTrue();
  }

  @Test
  void sendsQueuedBytesBeforeTheWrite() throws IOException {
    injector.injectWrite(bytes("hello"));
    assertThat(link.write(3)).isZero();
    assertThat(link.passed()).containsExactly("emit 5", "write 3");
    assertThat(emitted(link)).isEqualTo("hello");
  }

  @Test
  void sendsBlocksWholeAndInOrder() throws IOException {
    injector.injectWrite(bytes("one"));
    injector.injectWrite(bytes("two!"));
    link.write(3);
    assertThat(link.passed()).containsExactly("emit 3", "emit 4", "write 3");
    assertThat(emitted(link)).isEqualTo("onetwo!");
  }

  @Test
  void sendsQueuedBytesBeforeAFlush() throws IOException {
    injector.injectWrite(bytes("hello"));
    link.flush();
    assertThat(link.passed()).containsExactly("emit 5", "flush");
  }

  @Test
  void sendsQueuedBytesBeforeTheHalfClose() throws IOException {
    injector.injectWrite(bytes("hello"));
    link.halfClose();
    assertThat(link.passed()).containsExactly("emit 5", "shutdown");
  }

  @Test
  void isOffAgainWhenAllHasBeenWritten() throws IOException {
    injector.injectWrite(bytes("hello"));
    link.write(3);
    assertThat(link.writing().isOff()).isTrue();
  }

  @Test
  void isReadBeforeThePeersBytes() throws IOException {
    injector.injectRead(bytes("hello"));
    link.read(100);
    assertThat(link.passed()).containsExactly("emit 5");
    link.read(100);
    assertThat(link.passed()).containsExactly("emit 5", "read 100");
  }

  @Test
  void isReadWholeAndInOrderThroughSmallBuffers() throws IOException {
    injector.injectRead(bytes("hello"));
    injector.injectRead(bytes("you"));
    for (int i = 0; i < 4; i++) {
      link.read(2);
    }
    link.read(2);
    assertThat(emitted(link)).isEqualTo("helloyou");
    assertThat(link.passed()).endsWith("emit 2", "read 2").filteredOn("read 2"::equals).hasSize(1);
  }

  @Test
  void isOffAgainWhenTheLastReadFittedExactly() throws IOException {
    injector.injectRead(bytes("hello"));
    link.read(5);
    assertThat(emitted(link)).isEqualTo("hello");
    assertThat(link.reading().isOff()).isTrue();
  }

  @Test
  void isNotOffWhileABlockIsHalfRead() throws IOException {
    injector.injectRead(bytes("hello"));
    link.read(4);
    assertThat(link.reading().isOff()).isFalse();
    link.read(100);
    assertThat(emitted(link)).isEqualTo("hello");
  }

  @Test
  void passesAReadWithoutRoomAndKeepsTheBlock() throws IOException {
    injector.injectRead(bytes("hello"));
    link.read(0);
    assertThat(link.passed()).containsExactly("read 0");
    link.read(5);
    assertThat(emitted(link)).isEqualTo("hello");
  }

  @Test
  void handsEachBlockWholeToWhicheverStreamAsksFirst() throws IOException {
    RuleHarness other = link.beside(injector);
    injector.injectRead(bytes("first"));
    injector.injectRead(bytes("second"));
    link.read(2);
    other.read(100);
    link.read(100);
    assertThat(emitted(link)).isEqualTo("first");
    assertThat(emitted(other)).isEqualTo("second");
  }

  @Test
  void copiesTheBlock() throws IOException {
    byte[] block = bytes("hello");
    injector.injectWrite(block);
    block[0] = 'j';
    link.flush();
    assertThat(emitted(link)).isEqualTo("hello");
  }

  @Test
  void staysOffWhenAnEmptyBlockIsQueued() {
    injector.injectRead();
    injector.injectWrite();
    assertThat(link.reading().isOff()).isTrue();
    assertThat(link.writing().isOff()).isTrue();
  }

  @Test
  void refusesNullAndQueuesNothing() {
    assertThatNullPointerException().isThrownBy(() -> injector.injectRead((byte[]) null));
    assertThatNullPointerException().isThrownBy(() -> injector.injectWrite((byte[]) null));
    assertThat(link.reading().isOff()).isTrue();
    assertThat(link.writing().isOff()).isTrue();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(US_ASCII);
  }

  private static String emitted(RuleHarness link) {
    return new String(link.emitted(), US_ASCII);
  }
}
