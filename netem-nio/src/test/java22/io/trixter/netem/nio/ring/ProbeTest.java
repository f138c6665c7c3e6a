package io.trixter.netem.nio.ring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

class ProbeTest {
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

  @Test
  @EnabledIf("io.trixter.netem.nio.ring.RingFixture#isAvailable")
  void reportsAShortageInsteadOfThrowing() {
    Probe.reason(); // loads the classes, which takes descriptors
    List<String> reasons = new ArrayList<>();
    Limits.lowered(Limits.RLIMIT_NOFILE, 3, () -> reasons.add(Probe.reason()));
    assertThat(reasons).containsExactly("io_uring_setup: " + Libc.strerror(24));
  }
}
