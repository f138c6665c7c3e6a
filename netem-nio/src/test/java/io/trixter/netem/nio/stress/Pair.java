package io.trixter.netem.nio.stress;

import java.io.IOException;
import java.nio.channels.AsynchronousSocketChannel;
import java.util.List;
import java.util.SplittableRandom;

/** Two ends of one connection. */
final class Pair {
  final End one;
  final End other;

  Pair(AsynchronousSocketChannel one, AsynchronousSocketChannel other, SplittableRandom random) {
    Flow there = new Flow(random.nextLong());
    Flow back = new Flow(random.nextLong());
    this.one = new End(one, back, there);
    this.other = new End(other, there, back);
  }

  End either(SplittableRandom random) {
    return random.nextBoolean() ? one : other;
  }

  boolean isOver() {
    return one.isOver() && other.isOver();
  }

  List<Lane> lanes() {
    return List.of(one.reads, one.writes, other.reads, other.writes);
  }

  void close() throws IOException {
    one.close();
    other.close();
  }
}
