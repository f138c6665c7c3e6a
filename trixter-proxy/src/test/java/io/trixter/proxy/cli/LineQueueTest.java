package io.trixter.proxy.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LineQueueTest {
  private static final int PATIENCE_MILLIS = 20_000;

  private final Reader reader = new Reader();
  private final LineQueue queue = new LineQueue(reader, 10, lost -> lost + " lost");

  @Test
  void writesEachLineWholeAndInOrder() throws Exception {
    reader.reads(3);

    queue.add("one");
    queue.add("two");
    queue.add("\u00fc");

    queue.drain(PATIENCE_MILLIS);
    assertThat(reader.lines).containsExactly("one", "two", "\u00fc");
  }

  @Test
  void doesNotWaitForAReaderAndCountsWhatIsLost() throws Exception {
    queue.add("first");
    reader.awaitWriter();
    queue.add("12345");
    queue.add("67890");

    queue.add("no room");
    queue.add("none either");

    reader.reads(4);
    queue.drain(PATIENCE_MILLIS);
    assertThat(reader.lines).containsExactly("first", "12345", "67890", "2 lost");
  }

  @Test
  void losesLinesUntilThoseBeforeThemAreWritten() throws Exception {
    queue.add("first");
    reader.awaitWriter();
    queue.add("12345");
    queue.add("no room");
    reader.reads(1);
    reader.awaitWriter();

    queue.add("later");

    reader.reads(2);
    queue.drain(PATIENCE_MILLIS);
    assertThat(reader.lines).containsExactly("first", "12345", "2 lost");

    reader.reads(1);
    queue.add("again");
    queue.drain(PATIENCE_MILLIS);
    assertThat(reader.lines).endsWith("2 lost", "again");
  }

  @Test
  void goesOnWithoutANoticeThatCannotBeMade() throws Exception {
    LineQueue silent =
        new LineQueue(
            reader,
            10,
            lost -> {
              throw new IllegalStateException("no notice");
            });
    reader.reads(2);
    silent.add("too long for it");
    silent.drain(PATIENCE_MILLIS);
    silent.add("next");
    silent.drain(PATIENCE_MILLIS);
    assertThat(reader.lines).endsWith("next");
  }

  @Test
  void stopsDrainingWhenItsTimeIsOver() throws Exception {
    queue.add("unread");

    queue.drain(10);

    assertThat(reader.lines).isEmpty();
  }

  @Test
  void goesOnAfterALineThatCannotBeWritten() throws Exception {
    reader.reads(2);

    queue.add("fail");
    queue.add("next");

    queue.drain(PATIENCE_MILLIS);
    assertThat(reader.lines).containsExactly("next");
  }

  /** A stream that takes as many lines as it is told to. */
  private static final class Reader extends OutputStream {
    final List<String> lines = new CopyOnWriteArrayList<>();
    private final Semaphore wanted = new Semaphore(0);
    private final Semaphore writing = new Semaphore(0);

    void reads(int lines) {
      wanted.release(lines);
    }

    /** Waits until one more line than before is being written. */
    void awaitWriter() throws InterruptedException {
      assertThat(writing.tryAcquire(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)).isTrue();
    }

    @Override
    public void write(byte[] line) throws IOException {
      writing.release();
      wanted.acquireUninterruptibly();
      String text = new String(line, UTF_8);
      if (text.equals("fail")) {
        throw new IOException("disk full");
      }
      lines.add(text);
    }

    @Override
    public void write(int b) {
      throw new AssertionError("a piece of a line");
    }
  }
}
