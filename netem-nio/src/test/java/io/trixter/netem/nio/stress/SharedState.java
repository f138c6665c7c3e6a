package io.trixter.netem.nio.stress;

import java.io.IOException;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** What the threads of a run share: the connections, the fixtures and the ledger. */
final class SharedState {
  final ChannelKind kind;
  final Ledger ledger = new Ledger();
  final Stock stock = new Stock();
  final BufferWatch bufferWatch = new BufferWatch(stock, ledger);
  final Verifier verifier = new Verifier(this);
  final OperationStarter starter = new OperationStarter(this);
  final HandlerChecks handlers = new HandlerChecks(this);
  final Faults faults;
  final TestGroup testGroup;
  final AtomicReferenceArray<Pair> pairs;
  final Queue<Integer> vacant = new ConcurrentLinkedQueue<>();
  private volatile boolean ending;

  SharedState(ChannelKind kind, int size, long seed) throws IOException {
    this.kind = kind;
    faults = new Faults(seed);
    testGroup = new TestGroup(kind, ledger, faults);
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
      starter.empty(lane, random);
    } else {
      starter.transfer(lane, random);
    }
  }
}
