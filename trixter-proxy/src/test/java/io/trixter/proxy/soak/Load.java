package io.trixter.proxy.soak;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.SplittableRandom;

/**
 * Starts connections, so that there are always so many. Each comes from a loopback address of its
 * own, by which the log and the listing name it. Confined to the clients' thread, but for the
 * target.
 */
final class Load implements Ends.Starter {
  private static final int MOST_AT_ONCE = 8;

  private final Ledger ledger;
  private final SplittableRandom random;
  private final InetSocketAddress proxy;
  private volatile int target;
  private long next;

  Load(Ledger ledger, SplittableRandom random, InetSocketAddress proxy) {
    this.ledger = ledger;
    this.random = random;
    this.proxy = proxy;
  }

  /** Keeps so many connections open from now on. */
  void target(int connections) {
    target = connections;
  }

  @Override
  public void start(Ends ends) throws IOException {
    int missing = target - ledger.open().size();
    for (int i = 0; i < Math.min(missing, MOST_AT_ONCE); i++) {
      Plan plan = new Plan(next++, random.split());
      ends.connect(plan, new InetSocketAddress(address(plan.id()), 0), proxy);
    }
  }

  /** 127.1.0.1 and on, without the addresses that end in 0 or 255. */
  private static InetAddress address(long id) throws IOException {
    int place = (int) (id % (250L * 254 * 254));
    byte[] bytes = {
      127,
      (byte) (1 + place / (254 * 254)),
      (byte) (1 + place / 254 % 254),
      (byte) (1 + place % 254)
    };
    return InetAddress.getByAddress(bytes);
  }
}
