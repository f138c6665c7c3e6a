package io.trixter.proxy;

import io.trixter.proxy.relay.Lookup;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** A resolver that knows what it was given, and answers when it may. Safe for any thread. */
public final class FakeNames implements Lookup {
  private final AtomicInteger asked = new AtomicInteger();
  private volatile List<String> addresses;
  private volatile CountDownLatch gate = new CountDownLatch(0);

  /** Every name has these addresses, or none if there are none. */
  public FakeNames(String... addresses) {
    become(addresses);
  }

  public void become(String... others) {
    addresses = List.of(others);
  }

  /** Lets those who ask wait until {@link #answer()}. */
  public void hold() {
    gate = new CountDownLatch(1);
  }

  public void answer() {
    gate.countDown();
  }

  /** How many look-ups were begun. */
  public int asked() {
    return asked.get();
  }

  @Override
  public InetAddress[] addressesOf(String host) throws UnknownHostException {
    asked.incrementAndGet();
    try {
      gate.await();
    } catch (InterruptedException e) {
      throw new UnknownHostException("interrupted");
    }
    if (addresses.isEmpty()) {
      throw new UnknownHostException(host);
    }
    InetAddress[] found = new InetAddress[addresses.size()];
    for (int i = 0; i < found.length; i++) {
      found[i] = InetAddress.getByName(addresses.get(i));
    }
    return found;
  }
}
