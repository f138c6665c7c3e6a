package io.trixter.netem.nio.stress;

import java.io.IOException;
import java.util.SplittableRandom;

/** A thread that starts random operations on random connections until the run ends. */
final class RandomUser implements Runnable {
  private static final int ONE_END_OF = 1000;

  private final SharedState state;
  private final SplittableRandom random;

  RandomUser(SharedState state, SplittableRandom random) {
    this.state = state;
    this.random = random;
  }

  @Override
  public void run() {
    try {
      while (!state.isEnding()) {
        act();
      }
    } catch (Throwable e) {
      state.ledger.violation("a user thread gave up", e);
    }
  }

  private void act() throws IOException, InterruptedException {
    int slot = random.nextInt(state.pairs.length());
    Pair pair = state.pairs.get(slot);
    if (pair == null) {
      Thread.onSpinWait();
    } else if (pair.isOver()) {
      replace(slot, pair);
    } else {
      act(pair.either(random));
    }
    state.bufferWatch.checkDue();
  }

  private void replace(int slot, Pair pair) {
    if (state.pairs.compareAndSet(slot, pair, null)) {
      state.vacant.add(slot);
    }
  }

  private void act(End end) throws IOException, InterruptedException {
    state.starter.harvest(end.reads, random);
    state.starter.harvest(end.writes, random);
    if (end.isRetired() && random.nextInt(20) == 0) {
      state.ledger.count("closes");
      end.close();
    }
    int dice = random.nextInt(ONE_END_OF);
    switch (dice) {
      case 0, 1 -> {
        state.ledger.count("closes");
        end.close();
      }
      case 2 -> shutdown(end, true);
      case 3 -> shutdown(end, false);
      case 4, 5, 6, 7, 8, 9 -> state.faults.setOne(random);
      default -> {
        if (dice < 40) {
          state.starter.empty(end.lane(random.nextBoolean()), random);
        } else {
          state.starter.transfer(end.lane(random.nextBoolean()), random);
        }
      }
    }
  }

  private void shutdown(End end, boolean input) {
    try {
      state.ledger.count("half-closes");
      if (input) {
        end.shutdownInput();
      } else {
        end.shutdownOutput();
      }
    } catch (IOException e) {
      state.ledger.count("half-closes refused"); // closed, or the peer has reset it
      end.closes();
    }
  }
}
