package io.trixter.proxy.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How the program ends when it cannot serve any more, in a JVM of its own. */
class FatalErrorsTest {
  private static final String LOST = "lost";
  private static final String UNREAD = "unread";

  private Process child;

  /** Throws an error of the class named second, from a thread of the name given third. */
  public static final class Child {
    private static final int BLOCK = 1 << 10;
    private static final long STALL_MILLIS = 200;

    private Child() {}

    /** The child: stays until it is ended. */
    public static void main(String... args) throws Exception {
      List<String> options = List.of(args);
      if (options.contains(UNREAD)) {
        fillStandardError();
      }
      FatalErrors.handle(() -> options.contains(LOST), () -> System.out.println("last"));
      Error error =
          (Error)
              Class.forName(args[0]).getDeclaredConstructor(String.class).newInstance("the cause");
      Thread thread = new Thread(() -> raise(error), args[1]);
      thread.start();
      thread.join();
      System.out.println("goes on");
      new CountDownLatch(1).await();
    }

    private static void raise(Error error) {
      throw error;
    }

    private static void fillStandardError() throws InterruptedException {
      AtomicInteger written = new AtomicInteger();
      Thread filler =
          new Thread(
              () -> {
                while (true) {
                  System.err.write(new byte[BLOCK], 0, BLOCK);
                  written.incrementAndGet();
                }
              });
      filler.setDaemon(true);
      filler.start();
      int before;
      do {
        before = written.get();
        Thread.sleep(STALL_MILLIS);
      } while (written.get() == 0 || written.get() != before);
    }
  }

  private void start(Class<? extends Error> error, String thread, String... options)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Child.class.getName()));
    command.addAll(List.of(error.getName(), thread));
    command.addAll(List.of(options));
    child = new ProcessBuilder(command).start();
  }

  private int exitCode() throws InterruptedException {
    return child.waitFor(30, TimeUnit.SECONDS) ? child.exitValue() : -1;
  }

  @AfterEach
  void kill() {
    child.destroyForcibly();
  }

  @Test
  void endsWithThreeAndALineWhenItIsLostForWantOfMemory() throws Exception {
    start(OutOfMemoryError.class, "trixter-loop-0", LOST);
    try (BufferedReader lines = child.errorReader(UTF_8)) {
      assertThat(lines.lines()).containsExactly("out of memory: the cause");
    }
    assertThat(exitCode()).isEqualTo(3);
  }

  @Test
  void saysWhatElseALoopDiedOfAndDoesWhatIsToBeDoneLast() throws Exception {
    start(InternalError.class, "trixter-loop-0", LOST);
    try (BufferedReader lines = child.errorReader(UTF_8);
        BufferedReader out = child.inputReader(UTF_8)) {
      assertThat(lines.lines())
          .containsExactly("event loop died: java.lang.InternalError: the cause");
      assertThat(out.lines()).contains("last");
    }
    assertThat(exitCode()).isEqualTo(3);
  }

  @Test
  void endsThoughNobodyReadsStandardError() throws Exception {
    start(OutOfMemoryError.class, "trixter-loop-0", LOST, UNREAD);
    assertThat(exitCode()).isEqualTo(3);
  }

  @Test
  void endsWhenTheThreadThatServesTheApiIsGone() throws Exception {
    start(OutOfMemoryError.class, "HTTP-Dispatcher");
    assertThat(exitCode()).isEqualTo(3);
  }

  @Test
  void logsWhatElseIsThrownAndGoesOn() throws Exception {
    start(OutOfMemoryError.class, "some-thread");
    try (BufferedReader out = child.inputReader(UTF_8);
        BufferedReader lines = child.errorReader(UTF_8)) {
      assertThat(out.readLine()).isEqualTo("goes on");
      assertThat(lines.readLine()).contains("uncaught in some-thread");
    }
    assertThat(child.isAlive()).isTrue();
  }
}
