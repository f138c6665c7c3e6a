package io.trixter.netem.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.netem.fuzz.Fuzzed;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;

/** However a chain is edited under traffic: the caller's bytes pass whole and in order. */
class RuleChainEditFuzzTest {
  private static final int OPERATIONS = 12;
  private static final int MOST_BYTES = 40;
  private static final int MOST_RULES = 5;
  private static final int MOST_RUNS = 3; // of a marker
  private static final int MOST_MARKERS = 128;
  private static final char FIRST_MARK = 128;

  private final List<TestRule> rules = new ArrayList<>();
  private final List<Marker> markers = new ArrayList<>();
  private Random random;

  /** A rule that emits runs of a character of its own, from {@link #FIRST_MARK} on. */
  private static final class Marker extends TestRule {
    final char mark;
    final int length;
    int begun; // runs
    private final Random random;
    private ByteBuffer current;
    private boolean due;

    Marker(int ordinal, Random random) {
      super("marker " + ordinal);
      mark = (char) (FIRST_MARK + ordinal);
      length = 1 + random.nextInt(9);
      this.random = random;
    }

    @Override
    void start(Op op) {
      due = op != Op.FLUSH && begun < MOST_RUNS && random.nextBoolean();
    }

    @Override
    void decide(Op op, long wanted, long now, Step step) {
      boolean reading = op == Op.READ || op == Op.SKIP;
      if (reading && wanted == 0) {
        step.move(0);
      } else if (current != null && current.hasRemaining()) {
        step.emit(current);
      } else if (due) {
        due = false;
        begun++;
        byte[] run = new byte[length];
        Arrays.fill(run, (byte) mark);
        current = ByteBuffer.wrap(run);
        step.emit(current);
      } else {
        step.move(wanted);
      }
    }
  }

  private TestRule rule() {
    switch (random.nextInt(10)) {
      case 0:
        return TestRule.slicing(1 + random.nextInt(10));
      case 1:
        return TestRule.late(random.nextInt(20));
      case 2:
        return TestRule.holding(random.nextInt(20));
      case 3:
        return TestRule.throttling(1 + random.nextInt(30));
      case 4:
        TestRule off = TestRule.slicing(1);
        off.off = true;
        return off;
      case 5:
        return TestRule.passing();
      case 6:
      case 7:
        return TestRule.upper(1 + random.nextInt(30));
      default:
        if (markers.size() == MOST_MARKERS) {
          return TestRule.passing();
        }
        Marker marker = new Marker(markers.size(), random);
        markers.add(marker);
        return marker;
    }
  }

  private ChainHarness harness(long seed, boolean flushing) {
    random = new Random(seed);
    rules.clear();
    markers.clear();
    while (rules.size() < MOST_RULES && random.nextInt(4) > 0) {
      rules.add(rule());
    }
    ChainHarness harness = new ChainHarness(flushing, rules.toArray(TestRule[]::new));
    harness.burstsAreKnown = random.nextBoolean();
    harness.shows = 1 + random.nextInt(MOST_BYTES);
    harness.wireTakes = n -> random.nextInt(3) > 0 ? n : n == 0 ? 0 : 1 + random.nextLong(n);
    harness.between = () -> maybeEdit(harness.chain);
    return harness;
  }

  private void maybeEdit(RuleChain chain) {
    if (random.nextInt(3) > 0) {
      return;
    }
    if (rules.size() < MOST_RULES && random.nextBoolean()) {
      rules.add(random.nextInt(rules.size() + 1), rule());
    } else if (!rules.isEmpty()) {
      rules.remove(random.nextInt(rules.size()));
    }
    chain.edit(TestRule.entries(rules));
  }

  @Fuzzed
  void whatIsWrittenReachesTheWireWhole(@ForAll long seed, @ForAll boolean flushing) {
    ChainHarness harness = harness(seed, flushing);
    int written = 0;
    for (int i = 0; i < OPERATIONS; i++) {
      int bytes = random.nextInt(MOST_BYTES);
      switch (random.nextInt(5)) {
        case 0 -> harness.flush();
        default -> {
          assertThat(harness.write(bytes)).isEqualTo(bytes);
          written += bytes;
        }
      }
    }
    harness.halfClose();
    assertThat(harness.log).filteredOn("shutdown"::equals).hasSize(1);
    assertThat(harness.log.lastIndexOf("shutdown"))
        .isGreaterThan(lastOf(harness.log, "write"))
        .isGreaterThan(lastOf(harness.log, "emit"));
    check(harness.wire, written);
  }

  @Fuzzed
  void nothingReachesTheWireAfterAnEnd(@ForAll long seed, @ForAll boolean flushing) {
    ChainHarness harness = harness(seed, flushing);
    rules.add(random.nextInt(rules.size() + 1), TestRule.ending(random.nextInt(150), true));
    harness.chain.edit(TestRule.entries(rules));
    for (int i = 0; i < OPERATIONS; i++) {
      int bytes = random.nextInt(MOST_BYTES);
      assertThat(harness.write(bytes)).isEqualTo(bytes);
    }
    harness.halfClose();
    int end = harness.log.indexOf("reset");
    assertThat(harness.chain.hasEnded()).isEqualTo(end >= 0);
    if (end >= 0) {
      assertThat(harness.log.subList(end + 1, harness.log.size()))
          .allMatch(said -> said.startsWith("drop"));
    }
    int own = 0;
    for (byte b : harness.wire.toByteArray()) {
      if (b > 0) {
        assertThat(isLetter((char) b, own++)).as("%s", harness.wire()).isTrue();
      }
    }
  }

  private static int lastOf(List<String> log, String kind) {
    int last = -1;
    for (int i = 0; i < log.size(); i++) {
      last = log.get(i).startsWith(kind) ? i : last;
    }
    return last;
  }

  @Fuzzed
  void whatIsReadReachesTheCallerWhole(@ForAll long seed) {
    ChainHarness harness = harness(seed, true);
    int total = random.nextInt(200);
    harness.available = total;
    long result = 0;
    for (int i = 0; i < 100_000 && result >= 0; i++) {
      result =
          random.nextInt(6) > 0
              ? harness.read(1 + random.nextInt(MOST_BYTES))
              : readAndGiveUp(harness);
    }
    assertThat(result).isEqualTo(-1);
    check(harness.got, total);
  }

  /** Begins a read and gives it up once something is held, or takes what it gives. */
  private long readAndGiveUp(ChainHarness harness) {
    harness.begin(Op.READ, 1 + random.nextInt(MOST_BYTES));
    while (true) {
      String said = harness.next();
      if (said.equals("done")) {
        return harness.run();
      }
      if (said.startsWith("wait")) {
        if (random.nextBoolean()) {
          harness.giveUp();
          return 0;
        }
        harness.now += harness.step.nanos();
      } else {
        harness.moved(1 + random.nextInt(MOST_BYTES));
      }
    }
  }

  /** Whether {@code c} is the letter of that ordinal, or what one or several made of it. */
  private static boolean isLetter(char c, int ordinal) {
    int raised = c - 'A' - ordinal % 26;
    return c == 'a' + ordinal % 26 || c == 'Z' || (raised >= 0 && raised < 2 * MOST_RULES);
  }

  /** The caller's bytes come in order, and none inside a run; no run lacks a part. */
  private void check(ByteArrayOutputStream passed, int bytes) {
    int[] counts = new int[FIRST_MARK + MOST_MARKERS];
    int own = 0;
    for (char c : passed.toString(StandardCharsets.ISO_8859_1).toCharArray()) {
      if (c >= FIRST_MARK) {
        counts[c]++;
      } else {
        assertThat(isLetter(c, own++)).as("%s after %d", c, own - 1).isTrue();
        assertThat(markers).allMatch(marker -> counts[marker.mark] % marker.length == 0);
      }
    }
    assertThat(own).isEqualTo(bytes);
    for (Marker marker : markers) {
      assertThat(counts[marker.mark]).as(marker.name).isEqualTo(marker.begun * marker.length);
    }
  }
}
