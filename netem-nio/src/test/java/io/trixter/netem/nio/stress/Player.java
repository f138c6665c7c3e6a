package io.trixter.netem.nio.stress;

import java.io.IOException;
import java.util.SplittableRandom;

/** A thread that does anything to any connection until the end comes. */
final class Player implements Runnable {
  private static final int ONE_END_OF = 1000;

  private final World world;
  private final SplittableRandom random;

  Player(World world, SplittableRandom random) {
    this.world = world;
    this.random = random;
  }

  @Override
  public void run() {
    try {
      while (!world.isEnding()) {
        play();
      }
    } catch (Throwable e) {
      world.ledger.violation("a player gave up", e);
    }
  }

  private void play() throws IOException, InterruptedException {
    int slot = random.nextInt(world.pairs.length());
    Pair pair = world.pairs.get(slot);
    if (pair == null) {
      Thread.onSpinWait();
    } else if (pair.isOver()) {
      replace(slot, pair);
    } else {
      play(pair.either(random));
    }
    world.quarantine.discharge();
  }

  private void replace(int slot, Pair pair) {
    if (world.pairs.compareAndSet(slot, pair, null)) {
      world.vacant.add(slot);
    }
  }

  private void play(End end) throws IOException, InterruptedException {
    world.moves.harvest(end.reads, random);
    world.moves.harvest(end.writes, random);
    if (end.isRetired() && random.nextInt(20) == 0) {
      world.ledger.count("closes");
      end.close();
    }
    int dice = random.nextInt(ONE_END_OF);
    switch (dice) {
      case 0, 1 -> {
        world.ledger.count("closes");
        end.close();
      }
      case 2 -> shutdown(end, true);
      case 3 -> shutdown(end, false);
      case 4, 5, 6, 7, 8, 9 -> world.faults.turn(random);
      default -> {
        if (dice < 40) {
          world.moves.empty(end.lane(random.nextBoolean()), random);
        } else {
          world.moves.transfer(end.lane(random.nextBoolean()), random);
        }
      }
    }
  }

  private void shutdown(End end, boolean input) {
    try {
      world.ledger.count("half-closes");
      if (input) {
        end.shutdownInput();
      } else {
        end.shutdownOutput();
      }
    } catch (IOException e) {
      world.ledger.count("half-closes refused"); // closed, or the peer has reset it
      end.closes();
    }
  }
}
