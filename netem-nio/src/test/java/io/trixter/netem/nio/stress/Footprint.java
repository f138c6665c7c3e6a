package io.trixter.netem.nio.stress;

import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the process holds: its threads, descriptors, direct buffers and mapped rings. */
record Footprint(
    Map<String, Long> threads,
    long descriptors,
    String kinds,
    long buffers,
    long bytes,
    long ringMappings) {
  private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
  private static final Path MAPPINGS = Path.of("/proc/self/maps");

  static Footprint now() throws IOException {
    BufferPoolMXBean direct =
        ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
            .filter(pool -> pool.getName().equals("direct"))
            .findFirst()
            .orElseThrow();
    Map<String, Long> kinds = openOfEachKind();
    long open = kinds.values().stream().mapToLong(Long::longValue).sum();
    return new Footprint(
        threadNames(),
        open,
        kinds.toString(),
        direct.getCount(),
        direct.getMemoryUsed(),
        mappedRings());
  }

  private static Map<String, Long> threadNames() {
    return Thread.getAllStackTraces().keySet().stream()
        .collect(Collectors.groupingBy(Thread::getName, TreeMap::new, Collectors.counting()));
  }

  private static Map<String, Long> openOfEachKind() throws IOException {
    if (!Files.isDirectory(DESCRIPTORS)) {
      return Map.of(); // no such system: only the others are compared
    }
    try (Stream<Path> links = Files.list(DESCRIPTORS)) {
      return links.collect(
          Collectors.groupingBy(Footprint::kind, TreeMap::new, Collectors.counting()));
    }
  }

  private static long mappedRings() throws IOException {
    if (!Files.isReadable(MAPPINGS)) {
      return 0; // as above
    }
    try (Stream<String> lines = Files.lines(MAPPINGS)) {
      return lines.filter(line -> line.endsWith("[io_uring]")).count();
    }
  }

  private static String kind(Path link) {
    try {
      return Files.readSymbolicLink(link).toString().replaceFirst(":\\[\\d+]$", "");
    } catch (IOException gone) {
      return "gone";
    }
  }

  /** What this has that {@code before} had not; null if nothing. */
  String excess(Footprint before, int moreBuffers) {
    StringBuilder excess = new StringBuilder();
    threads.forEach(
        (name, count) -> {
          long more = count - before.threads.getOrDefault(name, 0L);
          if (more > 0 && !staysForAWhile(name)) {
            excess.append(more).append(" threads ").append(name).append("; ");
          }
        });
    if (descriptors > before.descriptors) {
      excess.append("descriptors ").append(kinds).append(", before ").append(before.kinds);
    }
    if (buffers > before.buffers + moreBuffers) {
      excess.append("; direct buffers ").append(buffers).append(", before ").append(before.buffers);
    }
    if (ringMappings > before.ringMappings) {
      excess.append("; mapped rings ").append(ringMappings);
      excess.append(", before ").append(before.ringMappings);
    }
    return excess.isEmpty() ? null : excess.toString();
  }

  /** The default group's threads for handlers, which end when they were idle for a minute. */
  private static boolean staysForAWhile(String name) {
    return name.equals("netem-handler");
  }
}
