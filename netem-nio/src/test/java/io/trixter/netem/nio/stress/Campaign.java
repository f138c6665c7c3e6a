package io.trixter.netem.nio.stress;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** One run: connections under stress for a time, then the end of everything. */
final class Campaign {
  private static final int USERS = 3;
  private static final Duration LAST_OPERATION = Duration.ofSeconds(20);
  private static final long LOOK = TimeUnit.MILLISECONDS.toNanos(5);

  private final SharedState state;
  private final SplittableRandom random;
  private final List<Thread> threads = new ArrayList<>();

  Campaign(ChannelKind kind, int pairs, long seed) throws IOException {
    state = new SharedState(kind, pairs, seed);
    random = new SplittableRandom(seed);
  }

  /** What happened, and what must not have. */
  Ledger run(Duration time) throws Exception {
    begin(new PairFactory(state, random.split()), "stress-pair-factory");
    for (int i = 0; i < USERS; i++) {
      begin(new RandomUser(state, random.split()), "stress-user-" + i);
    }
    long begun = System.nanoTime();
    while (System.nanoTime() - begun < time.toNanos() && state.ledger.isClean()) {
      LockSupport.parkNanos(LOOK);
    }
    finish();
    return state.ledger;
  }

  private void begin(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    threads.add(thread);
    thread.start();
  }

  private void finish() throws Exception {
    state.end();
    for (Thread thread : threads) {
      thread.join();
    }
    for (int i = 0; i < state.pairs.length(); i++) {
      if (state.pairs.get(i) != null) {
        state.pairs.get(i).close();
      }
    }
    awaitOperations();
    state.handlers.end();
    if (!state.testGroup.leave()) {
      state.ledger.violation("the group does not end");
    }
    state.bufferWatch.checkAll();
    state.stock.empty();
  }

  /** Every channel is closed: whatever is under way has to end now. */
  private void awaitOperations() throws InterruptedException {
    long begun = System.nanoTime();
    while (!state.ledger.pending().isEmpty()
        && System.nanoTime() - begun < LAST_OPERATION.toNanos()) {
      for (Transfer transfer : state.ledger.pending()) {
        state.starter.harvest(transfer.lane, random);
      }
      LockSupport.parkNanos(LOOK);
    }
    for (Transfer transfer : state.ledger.pending()) {
      state.ledger.violation("an operation does not end: " + transfer);
    }
  }
}
