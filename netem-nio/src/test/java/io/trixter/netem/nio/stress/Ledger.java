package io.trixter.netem.nio.stress;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;

/** The operations that are under way, what happened how often, and what must not have happened. */
final class Ledger {
  private static final int MOST_VIOLATIONS = 10;

  private final Set<Transfer> pending = ConcurrentHashMap.newKeySet();
  private final Map<String, LongAdder> tally = new ConcurrentHashMap<>();
  private final Queue<String> violations = new ConcurrentLinkedQueue<>();

  void begun(Transfer transfer) {
    pending.add(transfer);
  }

  void ended(Transfer transfer) {
    pending.remove(transfer);
  }

  Set<Transfer> pending() {
    return pending;
  }

  void count(String what) {
    count(what, 1);
  }

  void count(String what, long times) {
    tally.computeIfAbsent(what, ignored -> new LongAdder()).add(times);
  }

  long counted(String what) {
    LongAdder times = tally.get(what);
    return times == null ? 0 : times.sum();
  }

  void violation(String what) {
    violation(what, new Throwable("seen here"));
  }

  void violation(String what, Throwable where) {
    if (violations.size() < MOST_VIOLATIONS) {
      StringWriter text = new StringWriter();
      where.printStackTrace(new PrintWriter(text, true));
      violations.add(what + "\non " + Thread.currentThread() + ": " + text);
    }
  }

  boolean isClean() {
    return violations.isEmpty();
  }

  List<String> violations() {
    return List.copyOf(violations);
  }

  @Override
  public String toString() {
    return new TreeMap<>(tally).toString();
  }
}
