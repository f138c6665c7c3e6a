package io.trixter.netem.nio.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@NeedsRing
class RingFailureTest {
  private static final int EMFILE = 24;
  private static final int ENTRIES = 256;
  private static final int BUFFERS = 8192;
  private static final int PAGE = 4096;
  private static final int MOST_PAGES = 10_000; // the kernel counts closed rings for a while

  private final RingLeftovers before = RingLeftovers.count();

  RingFailureTest() throws IOException {}

  @AfterEach
  void nothingIsLeft() throws IOException {
    before.assertNoMore();
  }

  @ParameterizedTest
  @CsvSource({"0, 8", "8, 0", "16, 8"})
  void refusesSizesThatTheKernelRefuses(int entries, int completions) {
    assertThatThrownBy(() -> new Ring(entries, completions, 2))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("io_uring_setup: " + Libc.strerror(Errno.EINVAL));
  }

  @Test
  void cutsHugeSizesToTheKernelsLimits() throws IOException {
    new Ring(1 << 30, 1 << 30, 2).close();
  }

  @Test
  void saysThatThereAreTooManyOpenFiles() {
    failure(); // loads the classes, which takes descriptors
    List<String> reason = new ArrayList<>();
    Limits.lowered(Limits.RLIMIT_NOFILE, 3, () -> reason.add(failure()));
    assertThat(reason).containsExactly("io_uring_setup: " + Libc.strerror(EMFILE));
  }

  private static String failure() {
    try {
      new Ring(ENTRIES, ENTRIES, 2).close();
      new Ring(0, 0, 2).close();
      return "none";
    } catch (IOException e) {
      return e.getMessage();
    }
  }

  @Test
  void givesEverythingBackWhereverTheLimitOfLockedMemoryStopsIt() throws Exception {
    List<String> reasons = new ArrayList<>();
    Thread unprivileged =
        new Thread(
            () -> {
              Limits.obeyLockedMemory();
              for (long pages = 0; pages < MOST_PAGES && !reasons.contains("none"); pages++) {
                Limits.lowered(Limits.RLIMIT_MEMLOCK, pages * PAGE, () -> reasons.add(setUpOnce()));
              }
            });
    unprivileged.start();
    unprivileged.join();
    assertThat(reasons)
        .endsWith("none")
        .startsWith(
            "io_uring_setup: "
                + Libc.strerror(Errno.ENOMEM)
                + " (short of memory, or over the limit of locked memory)");
  }

  private static String setUpOnce() {
    try {
      new Ring(ENTRIES, ENTRIES, BUFFERS).close();
      return "none";
    } catch (IOException e) {
      return e.getMessage();
    }
  }
}
