package io.trixter.own;

import static java.time.Duration.ZERO;
import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.netem.DynamicDuration;
import io.trixter.netem.Netem;
import io.trixter.netem.Pipe;
import io.trixter.netem.VirtualClock;
import io.trixter.netem.kernel.Rule;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** A fault that somebody else has written, from another package, does what its Javadoc says. */
class SlowRequestTest {
  private final VirtualClock clock = new VirtualClock();
  private final Pipe pipe = Netem.pipe(clock);
  private final DynamicDuration delay = new DynamicDuration(ofMillis(70));
  private final OutputStream out;

  SlowRequestTest() throws IOException {
    out = Netem.wrap(pipe.client(), new SlowRequest((byte) 'P', delay)).getOutputStream();
  }

  @Test
  void delaysTheWritesThatBeginWithTheByte() throws IOException {
    out.write("GET".getBytes(StandardCharsets.US_ASCII));
    assertThat(clock.elapsed()).isZero();
    out.write("POST".getBytes(StandardCharsets.US_ASCII));
    out.flush();
    assertThat(clock.elapsed()).isEqualTo(ofMillis(70));
    assertThat(pipe.server().getInputStream().readNBytes(7)).asString().isEqualTo("GETPOST");
  }

  @Test
  void isOffAtZero() throws IOException {
    delay.set(ZERO);
    out.write('P');
    assertThat(clock.elapsed()).isZero();
  }

  @Test
  void standsInTheDocumentationAsItIsHere() throws IOException {
    String example = Files.readString(Path.of("src/test/java/io/trixter/own/SlowRequest.java"));
    String code = example.substring(example.indexOf("public final class"));
    String file = "src/main/java/" + Rule.class.getPackageName().replace('.', '/');
    String shown = Files.readString(Path.of(file, "package-info.java"));
    assertThat(shown.replaceAll("(?m)^ \\* ?", "")).contains(code);
  }
}
