package io.trixter.netem.nio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.trixter.netem.nio.loop.Pollers;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.condition.OS;

/** Which engine a provider gets, and why. */
class EngineChoiceTest {
  private static final String REFUSED = "cannot use io_uring: ";

  @Test
  void theSelectorServesEverywhere() throws Exception {
    NetemChannelProvider provider = new NetemChannelProvider(Engine.NIO);

    assertThat(provider.engine()).isEqualTo(Engine.NIO);
    assertThat(provider.engineReason()).isEqualTo("asked for");
    assertThat(provider.pollers()).isSameAs(Pollers.SELECTORS);
  }

  @Test
  @EnabledForJreRange(max = JRE.JAVA_21, disabledReason = "a newer Java may have it")
  void ioUringIsRefusedWithTheVersionThatItNeeds() {
    assertThatThrownBy(() -> new NetemChannelProvider(Engine.IO_URING))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessage(
            REFUSED
                + "it needs Java 22 or newer (this is "
                + System.getProperty("java.version")
                + ")");
  }

  @Test
  void autoTakesIoUringWhereItIsPossibleAndElseSaysWhyNot() {
    UnsupportedOperationException refusal = refusal();
    NetemChannelProvider auto = new NetemChannelProvider(Engine.AUTO);

    if (refusal == null) {
      assertThat(auto.engine()).isEqualTo(Engine.IO_URING);
      assertThat(auto.engineReason()).isEqualTo("auto: all it needs is there");
    } else {
      assertThat(auto.engine()).isEqualTo(Engine.NIO);
      assertThat(auto.engineReason()).isEqualTo("auto: " + refusal.getMessage());
    }
  }

  private static UnsupportedOperationException refusal() {
    return catchThrowableOfType(
        UnsupportedOperationException.class, () -> new NetemChannelProvider(Engine.IO_URING));
  }

  @Test
  void autoStartsLoops() throws Exception {
    var group = new NetemChannelProvider(Engine.AUTO).openAsynchronousChannelGroup(1, Thread::new);
    group.shutdownNow();

    assertThat(group.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
  }

  /** Opens one poller; the limits allow no more. */
  private static Pollers limited() {
    AtomicInteger opened = new AtomicInteger();
    return () -> {
      if (opened.getAndIncrement() > 0) {
        throw new IOException("over the limit");
      }
      return Pollers.SELECTORS.open();
    };
  }

  @Test
  void autoTakesTheSelectorWhereTheLimitsAllowTooFewRings() throws Exception {
    NetemChannelProvider auto =
        new NetemChannelProvider(new EngineChoice(Engine.IO_URING, "auto", limited(), true));

    auto.openAsynchronousChannelGroup(2, Thread::new).shutdownNow();

    assertThat(auto.engine()).isEqualTo(Engine.NIO);
    assertThat(auto.engineReason()).isEqualTo("auto: " + REFUSED + "over the limit");
  }

  @Test
  void anEngineThatWasAskedForIsNotChanged() {
    NetemChannelProvider asked =
        new NetemChannelProvider(new EngineChoice(Engine.IO_URING, "asked for", limited(), false));

    assertThatThrownBy(() -> asked.openAsynchronousChannelGroup(2, Thread::new))
        .isInstanceOf(IOException.class)
        .hasMessage("over the limit");
    assertThat(asked.engine()).isEqualTo(Engine.IO_URING);
  }

  @Test
  void withoutLeaveForNativeCodeAutoTakesTheSelectorAndNothingIsPrinted() throws Exception {
    assertThat(OtherJvm.output(Main.class, List.of("-Dio.trixter.netem.engine=auto")))
        .startsWith("nio, auto: " + REFUSED)
        .hasLineCount(1);
  }

  @Test
  @EnabledForJreRange(min = JRE.JAVA_22, disabledReason = "this Java has no such option")
  @EnabledOnOs(value = OS.LINUX, disabledReason = "io_uring is Linux's")
  void withLeaveForNativeCodeNothingIsPrintedEither() throws Exception {
    assertThat(
            OtherJvm.output(
                Main.class,
                List.of("-Dio.trixter.netem.engine=auto", "--enable-native-access=ALL-UNNAMED")))
        .hasLineCount(1);
  }

  /** Says which engine there is, and why. */
  static final class Main {
    public static void main(String[] args) {
      NetemChannelProvider provider = NetemChannelProvider.shared();
      System.out.println(provider.engine() + ", " + provider.engineReason());
    }
  }

  @Test
  void aReasonIsPassedOn() {
    assertThatThrownBy(() -> RingLookup.pollers(Refusing.class.getName()))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessage(REFUSED + "the kernel has none");
  }

  @Test
  void whatFailsUnexpectedlyIsARefusalToo() {
    assertThatThrownBy(() -> RingLookup.pollers(Broken.class.getName()))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessage(REFUSED + "java.lang.IllegalStateException: broken")
        .hasCauseInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> RingLookup.pollers(Object.class.getName()))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("NoSuchMethodException");
  }

  /** What refuses with a reason. */
  public static final class Refusing {
    public static Pollers get() {
      throw new UnsupportedOperationException("the kernel has none");
    }
  }

  /** What fails otherwise. */
  public static final class Broken {
    public static Pollers get() {
      throw new IllegalStateException("broken");
    }
  }
}
