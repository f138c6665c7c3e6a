package io.trixter.proxy.browser;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A task of the thread that runs scripts, lays out and paints.
 *
 * @param millis how long it took
 * @param cpuMillis for how much of this the thread had a processor
 */
record Task(double millis, double cpuMillis) {
  private static final String PAGE = "{name=CrRendererMain}";

  /** Those in a trace, that which took the most of a processor first. */
  static List<Task> ofThePage(List<Map<String, Object>> trace) {
    Set<List<?>> threads = new HashSet<>();
    for (Map<String, Object> event : trace) {
      if ("thread_name".equals(event.get("name")) && PAGE.equals("" + event.get("args"))) {
        threads.add(threadOf(event));
      }
    }
    return trace.stream()
        .filter(event -> "ThreadControllerImpl::RunTask".equals(event.get("name")))
        .filter(event -> threads.contains(threadOf(event)))
        .map(event -> new Task(millis(event, "dur"), millis(event, "tdur")))
        .sorted(Comparator.comparingDouble(task -> -task.cpuMillis()))
        .toList();
  }

  private static List<?> threadOf(Map<String, Object> event) {
    return List.of(event.get("pid"), event.get("tid"));
  }

  private static double millis(Map<String, Object> event, String key) {
    return event.get(key) instanceof Number micros ? micros.doubleValue() / 1000 : 0;
  }
}
