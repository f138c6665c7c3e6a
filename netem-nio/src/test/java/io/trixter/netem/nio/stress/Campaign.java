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
  private static final int PLAYERS = 3;
  private static final Duration LAST_OPERATION = Duration.ofSeconds(20);
  private static final long LOOK = TimeUnit.MILLISECONDS.toNanos(5);

  private final World world;
  private final SplittableRandom random;
  private final List<Thread> threads = new ArrayList<>();

  Campaign(Terrain terrain, int pairs, long seed) throws IOException {
    world = new World(terrain, pairs, seed);
    random = new SplittableRandom(seed);
  }

  /** What happened, and what must not have. */
  Ledger run(Duration time) throws Exception {
    begin(new Matchmaker(world, random.split()), "stress-matchmaker");
    for (int i = 0; i < PLAYERS; i++) {
      begin(new Player(world, random.split()), "stress-player-" + i);
    }
    long begun = System.nanoTime();
    while (System.nanoTime() - begun < time.toNanos() && world.ledger.isClean()) {
      LockSupport.parkNanos(LOOK);
    }
    finish();
    return world.ledger;
  }

  private void begin(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    threads.add(thread);
    thread.start();
  }

  private void finish() throws Exception {
    world.end();
    for (Thread thread : threads) {
      thread.join();
    }
    for (int i = 0; i < world.pairs.length(); i++) {
      if (world.pairs.get(i) != null) {
        world.pairs.get(i).close();
      }
    }
    awaitOperations();
    world.handlers.end();
    if (!world.ground.leave()) {
      world.ledger.violation("the group does not end");
    }
    world.quarantine.dischargeAll();
    world.stock.empty();
  }

  /** Every channel is closed: whatever is under way has to end now. */
  private void awaitOperations() throws InterruptedException {
    long begun = System.nanoTime();
    while (!world.ledger.pending().isEmpty()
        && System.nanoTime() - begun < LAST_OPERATION.toNanos()) {
      for (Transfer transfer : world.ledger.pending()) {
        world.moves.harvest(transfer.lane, random);
      }
      LockSupport.parkNanos(LOOK);
    }
    for (Transfer transfer : world.ledger.pending()) {
      world.ledger.violation("an operation does not end: " + transfer);
    }
  }
}
