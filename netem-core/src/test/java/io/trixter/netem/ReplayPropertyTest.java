package io.trixter.netem;

import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.netem.fuzz.Fuzzed;
import io.trixter.netem.kernel.FaultEvent;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A recorded run is repeated however the replaying one cuts and paces what is said. */
class ReplayPropertyTest {
  private static final int RUNS = 1000;

  private interface Run {
    String of(ReplayScene scene) throws IOException;
  }

  private static int check(long what, boolean terminates, Run run) throws IOException {
    FaultRecord record = new FaultRecord(what, "", 2_000_000);
    String recorded = run.of(new ReplayScene(record, what, what + 1, terminates));
    FaultReplay replay = Netem.replay(record);
    String replayed = run.of(new ReplayScene(replay, what, what + 2, terminates));
    assertThat(replayed)
        .as("run %d, of which:%n%sand without a place: %s", what, told(record), replay.unplaced())
        .isEqualTo(recorded);
    return record.events().size();
  }

  /** All but flips, which are many. */
  private static String told(FaultRecord record) {
    return record.events().stream()
        .filter(event -> event.kind() != FaultEvent.Kind.FLIP)
        .map(event -> event + "\n")
        .collect(Collectors.joining());
  }

  @Test
  @Timeout(value = 10, unit = TimeUnit.MINUTES) // however busy the machine is
  void lockStepTrafficEndsAtTheSameByte() throws IOException {
    long events = 0;
    for (long what = 0; what < RUNS; what++) {
      events += check(what, true, ReplayScene::lockStep);
    }
    assertThat(events).isGreaterThan(RUNS);
  }

  @Test
  @Timeout(value = 10, unit = TimeUnit.MINUTES) // however busy the machine is
  void bulkIsTheSameWhereNothingIsReset() throws IOException {
    for (long what = 0; what < RUNS / 4; what++) {
      check(what, false, ReplayScene::bulk);
    }
  }

  @Fuzzed
  void lockStepTrafficOfAnySeedEndsAtTheSameByte(@ForAll long what) throws IOException {
    check(what, true, ReplayScene::lockStep);
  }

  @Fuzzed
  void bulkOfAnySeedIsTheSame(@ForAll long what) throws IOException {
    check(what, false, ReplayScene::bulk);
  }
}
