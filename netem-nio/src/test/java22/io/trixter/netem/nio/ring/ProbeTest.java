package io.trixter.netem.nio.ring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

class ProbeTest {
  /** Much for a small ring, and too little for that of a loop. */
  private static final long LOCKED_BYTES = 120 << 10;

  @Test
  @EnabledIf("io.trixter.netem.nio.ring.RingFixture#isAvailable")
  void findsNothingAgainstARingHereAndLeavesNothing() throws IOException {
    RingLeftovers before = RingLeftovers.count();
    assertThat(Probe.reason()).isNull();
    before.assertNoMore();
  }

  @Test
  void namesThePlatformThatHasNoRings() {
    assertThat(Probe.platformReason("Linux", "amd64")).isNull();
    assertThat(Probe.platformReason("Linux", "aarch64")).isNull();
    assertThat(Probe.platformReason("Windows 11", "amd64"))
        .isEqualTo("io_uring needs Linux, this is Windows 11");
    assertThat(Probe.platformReason("Linux", "s390x"))
        .isEqualTo("the architecture s390x is not supported, only amd64 and aarch64 are");
  }

  /** Some kernels count rings as locked memory, some do not. */
  @Test
  @EnabledIf("io.trixter.netem.nio.ring.RingFixture#isAvailable")
  void findsALimitOfLockedMemoryThatTheRingOfALoopExceeds() throws Exception {
    List<String> reasons = new ArrayList<>();
    Thread unprivileged =
        new Thread(
            () -> {
              Limits.obeyLockedMemory();
              Limits.lowered(
                  Limits.RLIMIT_MEMLOCK,
                  LOCKED_BYTES,
                  () -> {
                    reasons.add(String.valueOf(Probe.reason()));
                    reasons.add(failureOfALoop());
                  });
            });
    unprivileged.start();
    unprivileged.join();
    assertThat(reasons).hasSize(2);
    assertThat(reasons.get(0)).isEqualTo(reasons.get(1));
  }

  private static String failureOfALoop() {
    try {
      new RingPoller().close();
      return "null";
    } catch (IOException e) {
      return e.getMessage();
    }
  }

  @Test
  @EnabledIf("io.trixter.netem.nio.ring.RingFixture#isAvailable")
  void reportsAShortageInsteadOfThrowing() {
    Probe.reason(); // loads the classes, which takes descriptors
    List<String> reasons = new ArrayList<>();
    Limits.lowered(Limits.RLIMIT_NOFILE, 3, () -> reasons.add(Probe.reason()));
    assertThat(reasons).containsExactly("io_uring_setup: " + Libc.strerror(24));
  }
}
