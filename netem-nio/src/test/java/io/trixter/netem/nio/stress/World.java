package io.trixter.netem.nio.stress;

import java.io.IOException;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** Everything that those who take part share: the connections, and who looks after what. */
final class World {
  final Terrain terrain;
  final Ledger ledger = new Ledger();
  final Stock stock = new Stock();
  final Quarantine quarantine = new Quarantine(stock, ledger);
  final Judge judge = new Judge(this);
  final Moves moves = new Moves(this);
  final HandlerChecks handlers = new HandlerChecks(this);
  final Faults faults;
  final Ground ground;
  final AtomicReferenceArray<Pair> pairs;
  final Queue<Integer> vacant = new ConcurrentLinkedQueue<>();
  private volatile boolean ending;

  World(Terrain terrain, int size, long seed) throws IOException {
    this.terrain = terrain;
    faults = new Faults(seed);
    ground = new Ground(terrain, ledger, faults);
    pairs = new AtomicReferenceArray<>(size);
    for (int i = 0; i < size; i++) {
      vacant.add(i);
    }
  }

  /** No operation is to be started any more. */
  void end() {
    ending = true;
  }

  boolean isEnding() {
    return ending;
  }

  /** Starts something on any connection, as any thread may. */
  void useAny(SplittableRandom random) {
    Pair pair = pairs.get(random.nextInt(pairs.length()));
    if (pair == null || ending) {
      return;
    }
    Lane lane = pair.either(random).lane(random.nextBoolean());
    if (random.nextInt(20) == 0) {
      moves.empty(lane, random);
    } else {
      moves.transfer(lane, random);
    }
  }
}
