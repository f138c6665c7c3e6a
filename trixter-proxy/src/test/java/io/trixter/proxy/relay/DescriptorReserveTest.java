package io.trixter.proxy.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.Closeable;
import java.io.IOException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The reserve over descriptors that are only counted. */
class DescriptorReserveTest {
  private static final int RESERVE = 16;
  private static final int CONNECTION = 2;
  private static final int STEPS = 6;
  private static final int KINDS = 4;

  private int free = RESERVE;
  private int takenByTheJvm;
  private DescriptorReserve reserve = new DescriptorReserve(this::open);

  private Closeable open() throws IOException {
    if (free == 0) {
      throw new IOException("Too many open files");
    }
    free--;
    return () -> free++;
  }

  @Test
  void isRegainedWhenAClientLeavesBeforeTheFirstTryThoughTheJvmHasTakenOne() {
    reserve.drop();
    free += CONNECTION - 1;

    assertThat(reserve.regain()).isTrue();
    assertThat(free).isEqualTo(CONNECTION);
    assertThat(reserve.isDropped()).isFalse();
  }

  @Test
  void isNotRegainedWhileNobodyLeaves() {
    reserve.drop();

    assertThat(reserve.regain()).isFalse();
    assertThat(free).isEqualTo(RESERVE);
    assertThat(reserve.isDropped()).isTrue();
  }

  @Test
  void isKeptByATryThatComesAfterAnotherHasRegainedIt() {
    assertThat(reserve.regain()).isTrue();

    assertThat(free).isZero();
  }

  @Test
  void holdsWhatThereIsBesideOneConnectionWhenItIsRestored() {
    reserve.drop();

    reserve.restore();

    assertThat(free).isEqualTo(CONNECTION);
    assertThat(reserve.isDropped()).isFalse();
  }

  /** In every order in which clients leave, the JVM takes and gives back, and it is tried. */
  @ParameterizedTest
  @ValueSource(ints = {RESERVE, RESERVE - 1, RESERVE / 2, RESERVE / 2 - 1, 1, 0})
  void isRegainedOnceThereIsOneConnectionMoreThanWhenTheyRanOut(int left) {
    int orders = (int) Math.pow(KINDS, STEPS);
    for (int order = 0; order < orders; order++) {
      beginWith(left);
      reserve.drop();
      assertThat(free).isEqualTo(left);
      String steps = Integer.toString(orders + order, KINDS).substring(1);
      if (!isRegained(steps) && free >= left + CONNECTION) {
        assertThat(reserve.regain()).as("after the steps %s", steps).isTrue();
      }
    }
  }

  /** A reserve that has been regained once, after others had taken some for good. */
  private void beginWith(int left) {
    free = RESERVE;
    takenByTheJvm = 0;
    reserve = new DescriptorReserve(this::open);
    if (left < RESERVE) {
      reserve.drop();
      free = left;
      assertThat(reserve.regain()).isFalse();
      free += CONNECTION;
      assertThat(reserve.regain()).isTrue();
      free -= CONNECTION;
    }
  }

  private boolean isRegained(String steps) {
    return IntStream.range(0, STEPS).anyMatch(i -> isRegainedBy(steps.charAt(i)));
  }

  private boolean isRegainedBy(char step) {
    switch (step) {
      case '0' -> free += CONNECTION; // a client leaves
      case '1' -> jvmTakes(Math.min(free, 1));
      case '2' -> jvmTakes(-Math.min(takenByTheJvm, 1));
      default -> {
        return reserve.regain();
      }
    }
    return false;
  }

  private void jvmTakes(int some) {
    free -= some;
    takenByTheJvm += some;
  }
}
