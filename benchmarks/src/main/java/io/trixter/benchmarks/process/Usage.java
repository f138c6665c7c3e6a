package io.trixter.benchmarks.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What Linux says that a process uses. For several threads. */
public final class Usage {
  /**
   * The kernel counts in hundredths of a second towards its users, whatever it counts in itself.
   */
  private static final double SECONDS_PER_TICK = 0.01;

  private static final int FIELDS_BEFORE_UTIME = 11;
  private static final long BYTES_PER_KB = 1024;

  private final long pid;
  private final Path proc;

  /** Of the process {@code pid}. */
  public Usage(long pid) {
    this.pid = pid;
    this.proc = Path.of("/proc", Long.toString(pid));
  }

  /** Of this process. */
  public static Usage own() {
    return new Usage(ProcessHandle.current().pid());
  }

  /** CPU time of all its threads, ended ones too, in seconds; in steps of 10 ms. */
  public double cpuSeconds() throws IOException {
    String stat = Files.readString(proc.resolve("stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    long user = Long.parseLong(fields[FIELDS_BEFORE_UTIME]);
    long system = Long.parseLong(fields[FIELDS_BEFORE_UTIME + 1]);
    return (user + system) * SECONDS_PER_TICK;
  }

  /**
   * CPU time of its living threads, in nanoseconds; exact, and without the kernel's count of
   * threads that have ended meanwhile.
   */
  public ThreadTimes threadTimes() throws IOException {
    return ThreadTimes.read(proc.resolve("task"));
  }

  /** Resident memory, in bytes. */
  public long residentBytes() throws IOException {
    try (Stream<String> lines = Files.lines(proc.resolve("status"))) {
      String line = lines.filter(each -> each.startsWith("VmRSS:")).findFirst().orElseThrow();
      return Long.parseLong(line.replaceAll("\\D", "")) * BYTES_PER_KB;
    } catch (NoSuchFileException e) {
      throw new IOException("process " + pid + " has ended", e);
    }
  }

  /** How many files and sockets it has open. */
  public int descriptors() throws IOException {
    try (Stream<Path> all = Files.list(proc.resolve("fd"))) {
      return (int) all.count();
    }
  }

  /**
   * What lives on its heap after a full collection, in bytes.
   *
   * @throws IOException if it is no JVM, or this one has no jcmd
   */
  public long liveHeapBytes() throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Java.tool("jcmd").toString());
    command.addAll(List.of(Long.toString(pid), "GC.class_histogram"));
    Process jcmd = new ProcessBuilder(command).redirectErrorStream(true).start();
    try (Stream<String> lines = jcmd.inputReader().lines()) {
      String total = lines.filter(each -> each.startsWith("Total ")).findFirst().orElseThrow();
      return Long.parseLong(total.strip().split("\\s+")[2]);
    }
  }
}
