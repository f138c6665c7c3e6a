package io.trixter.proxy.soak;

import io.trixter.proxy.soak.Plan.Seen;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The books: which connections live, what has come of them, and whatever was wrong. A connection is
 * settled, and forgotten, when both of its ends and the log have told of its end. Safe for any
 * thread.
 */
final class Ledger {
  private static final Pattern LINE =
      Pattern.compile(
          ".*\\b(opened|ended) .*\\bdownstream=(\\S+)"
              + "(?: .*?bytes_up=(\\d+) bytes_down=(\\d+))?(?: .*?cause=(.*))?.*");
  private static final int MOST_FAILURES = 20;
  private static final long STALL_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final long RECENT_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final Map<Long, Plan> byId = new ConcurrentHashMap<>();
  private final Map<String, Plan> byAddress = new ConcurrentHashMap<>();
  private final Map<String, AtomicLong> causes = new ConcurrentHashMap<>();
  private final List<String> failures = new CopyOnWriteArrayList<>();
  private final AtomicLong settled = new AtomicLong();
  private volatile long allKilledAt = System.nanoTime() - 2 * RECENT_NANOS;
  private volatile long downAt = allKilledAt;

  void fail(String why) {
    if (failures.size() < MOST_FAILURES) {
      failures.add(why);
    }
  }

  List<String> failures() {
    return failures;
  }

  void started(Plan plan, String address) {
    plan.address = address;
    plan.startedAt = System.nanoTime();
    plan.clientReadAt = plan.startedAt;
    plan.serverReadAt = plan.startedAt;
    byId.put(plan.id(), plan);
    byAddress.put(address, plan);
  }

  /** The plan of the connection from this client, or null if it is over. */
  Plan at(String address) {
    return byAddress.get(address);
  }

  Collection<Plan> open() {
    return byId.values();
  }

  long settled() {
    return settled.get();
  }

  /** All connections are about to be killed. */
  void allKilled() {
    allKilledAt = System.nanoTime();
  }

  /** The proxy is about to be taken down, or was until now. */
  void down() {
    downAt = System.nanoTime();
  }

  private static boolean isRecent(long nanos) {
    return System.nanoTime() - nanos < RECENT_NANOS;
  }

  /** The server has been greeted with {@code id}; the connection, or null if it is over. */
  Plan meet(long id) {
    Plan plan = byId.get(id);
    if (plan == null) {
      return null;
    }
    synchronized (plan) {
      plan.serverKnown = true;
      return plan.settled ? null : plan;
    }
  }

  /** An end has seen the connection's. */
  void ended(Plan plan, boolean client, Seen seen, long matched) {
    synchronized (plan) {
      if (client) {
        plan.downMatched = matched;
        plan.clientSaw = seen;
      } else {
        plan.upMatched = matched;
        plan.serverSaw = seen;
      }
      settle(plan);
    }
  }

  /** Takes a line of the log; false if it is not about a connection. */
  boolean logged(String line) {
    Matcher told = LINE.matcher(line);
    if (!told.matches()) {
      return false;
    }
    Plan plan = byAddress.get(told.group(2));
    if (plan == null) {
      fail("of no connection, or of one that had ended: " + line);
      return true;
    }
    synchronized (plan) {
      if (told.group(1).equals("opened")) {
        opened(plan, line);
      } else {
        ended(plan, told);
      }
    }
    return true;
  }

  private void opened(Plan plan, String line) {
    if (plan.opened != null || plan.ended != null) {
      fail("opened late or twice: " + line);
    }
    plan.opened = line;
  }

  private void ended(Plan plan, Matcher told) {
    if (plan.ended != null) {
      fail("ended twice: " + told.group());
    }
    plan.endedAt = System.nanoTime();
    plan.ended = told.group(5);
    causes.computeIfAbsent(plan.ended.split(":", 2)[0], name -> new AtomicLong()).incrementAndGet();
    plan.excused =
        plan.ended.startsWith("shutdown: ") && (plan.killed || isRecent(allKilledAt))
            || plan.ended.equals("proxy down") && isRecent(downAt)
            || plan.ended.startsWith("terminated: terminated (seed ") && plan.mayTerminate
            || plan.ended.equals("duration limit") && mayLast(plan);
    if (plan.ended.equals("closed")) {
      checkBytes(plan, Long.parseLong(told.group(3)), Long.parseLong(told.group(4)));
    }
    settle(plan);
  }

  /** Whether it may take that long: no stall, or one that was asked for. */
  private static boolean mayLast(Plan plan) {
    long readAt = Math.max(plan.clientReadAt, plan.serverReadAt);
    return plan.slowed || plan.kind().takesItsTime() || plan.endedAt - readAt < STALL_NANOS;
  }

  private void checkBytes(Plan plan, long up, long down) {
    if (up != Greeting.LENGTH + plan.role(true).sends() || down != plan.role(false).sends()) {
      fail(plan + ": the log counts " + up + " up and " + down + " down");
    }
  }

  private void settle(Plan plan) {
    if (plan.ended == null || plan.clientSaw == null) {
      return;
    }
    boolean closed = plan.ended.equals("closed");
    if (plan.serverKnown ? plan.serverSaw != null : !closed) {
      forget(plan);
      settled.incrementAndGet();
      if (!plan.excused && !plan.kind().endsWith(plan.ended)) {
        fail("a cause that does not fit: " + plan);
      }
      if (closed && !(isWhole(plan, true) && isWhole(plan, false))) {
        fail("closed before its time: " + plan);
      }
      boolean cut = plan.clientSaw == Seen.CUT || plan.serverSaw == Seen.CUT;
      if (cut && !plan.ended.startsWith("shutdown: ")) {
        fail("cut: " + plan);
      }
    }
  }

  private static boolean isWhole(Plan plan, boolean client) {
    long matched = client ? plan.downMatched : plan.upMatched;
    Seen seen = client ? plan.clientSaw : plan.serverSaw;
    return seen == Seen.LEFT || seen == Seen.EOF && matched == plan.role(!client).sends();
  }

  private void forget(Plan plan) {
    plan.settled = true;
    byId.remove(plan.id());
    byAddress.remove(plan.address);
  }

  /** Forgets those that the proxy was too down to accept. */
  void forgetRefused() {
    for (Plan plan : byId.values()) {
      synchronized (plan) {
        boolean refused = plan.ended == null && plan.opened == null && plan.clientSaw != null;
        if (refused && downAt - plan.startedAt > -RECENT_NANOS) {
          forget(plan);
        }
      }
    }
  }

  /** How many ended for each cause. */
  Map<String, Long> causes() {
    Map<String, Long> counts = new TreeMap<>();
    causes.forEach((cause, count) -> counts.put(cause, count.get()));
    return counts;
  }
}
