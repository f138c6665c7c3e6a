package io.trixter.benchmarks.process;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** How long each thread of a process had been on a CPU at a moment, in nanoseconds. */
public final class ThreadTimes {
  private final Map<String, Long> byThread;

  private ThreadTimes(Map<String, Long> byThread) {
    this.byThread = byThread;
  }

  static ThreadTimes read(Path tasks) throws IOException {
    Map<String, Long> times = new HashMap<>();
    try (DirectoryStream<Path> threads = Files.newDirectoryStream(tasks)) {
      for (Path thread : threads) {
        try {
          String schedstat = Files.readString(thread.resolve("schedstat"));
          times.put(thread.getFileName().toString(), Long.valueOf(schedstat.split(" ")[0]));
        } catch (IOException ended) {
          continue;
        }
      }
    }
    return new ThreadTimes(times);
  }

  /** What all threads together have spent since {@code earlier}, in seconds. */
  public double secondsSince(ThreadTimes earlier) {
    long nanos = 0;
    for (Map.Entry<String, Long> each : byThread.entrySet()) {
      nanos += each.getValue() - earlier.byThread.getOrDefault(each.getKey(), 0L);
    }
    return nanos / 1e9;
  }
}
