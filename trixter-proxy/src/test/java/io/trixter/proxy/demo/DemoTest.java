package io.trixter.proxy.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The tour shows times and rates that it measures. */
@Tag("wallclock")
class DemoTest {
  @Test
  void showsWhatEachFaultDoes() throws IOException {
    ByteArrayOutputStream shown = new ByteArrayOutputStream();
    try (PrintStream out = new PrintStream(shown, true, StandardCharsets.UTF_8);
        Demo demo = new Demo(out, 42)) {
      demo.tour();
    }

    assertThat(shown.toString(StandardCharsets.UTF_8))
        .contains("fault", "round trip", "throughput")
        .contains("delay 50 ms", "jitter", "throttle", "slice", "corruption", "termination")
        .contains("shutdown", "refuses", "seed 42")
        .containsPattern("delay 50 ms +[1-9]\\d\\d ms ")
        .containsPattern("throttle 2000000 B/s .* [12]\\.\\d MB/s");
  }
}
