package io.trixter.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.trixter.proxy.model.Direction;
import io.trixter.proxy.model.Knobs;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Off is free: relaying a message allocates nothing on the loops. */
@Tag("wallclock")
class AllocationTest {
  private static final int WARM_UP = 10_000;
  private static final int ROUND_TRIPS = 20_000;
  private static final int TRIES = 5;
  private static final double NEXT_TO_NOTHING = 2;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @RegisterExtension final CapturedLog log = new CapturedLog();
  private final Set<Long> othersLoops = loops();
  private Upstream upstream;
  private Proxy proxy;
  private Peer client;

  AllocationTest() throws IOException {
    upstream = Upstream.echo();
  }

  @BeforeEach
  void connect() throws IOException {
    proxy = Setup.to(upstream).start();
    client = Peer.connect(proxy);
  }

  @AfterEach
  void close() throws IOException {
    client.close();
    proxy.close();
    upstream.close();
  }

  @Test
  void messagesOfOneSizeAllocateNothing() throws IOException {
    assertThat(bytesPerRoundTrip("one size", Payload.of(1, 1_000))).isLessThan(NEXT_TO_NOTHING);
  }

  @Test
  void messagesOfManySizesAllocateNothingEither() throws IOException {
    assertThat(bytesPerRoundTrip("many sizes", sizes())).isLessThan(NEXT_TO_NOTHING);
  }

  @Test
  void faultsThatWereOnAndAreOffAgainAreFree() throws IOException {
    Connection connection = Setup.connectionOf(proxy, client);
    set(connection, 1_000_000_000, 100_000, 1e-12);
    client.roundTrip(Payload.of(1, 1_000));
    set(connection, 0, 0, 0.0);
    assertThat(bytesPerRoundTrip("on before", Payload.of(1, 1_000))).isLessThan(NEXT_TO_NOTHING);
  }

  @Test
  void aRecordOfNothingIsFree() throws IOException {
    close();
    record();
    assertThat(bytesPerRoundTrip("recorded", Payload.of(1, 1_000))).isLessThan(NEXT_TO_NOTHING);
    assertThat(proxy.record().events()).isEmpty();
  }

  @Test
  void countingTheBytesOfFaultsThatAreOffIsFree() throws IOException {
    close();
    record();
    Connection connection = Setup.connectionOf(proxy, client);
    set(connection, 1_000_000_000, 100_000, 1e-12);
    client.roundTrip(Payload.of(1, 1_000));
    set(connection, 0, 0, 0.0);
    assertThat(bytesPerRoundTrip("counted", Payload.of(1, 1_000))).isLessThan(NEXT_TO_NOTHING);
  }

  private void record() throws IOException {
    upstream = Upstream.echo();
    proxy = Setup.to(upstream).recorded().start();
    client = Peer.connect(proxy);
  }

  private static void set(Connection connection, long rate, long slice, double probability) {
    for (Direction direction : Direction.values()) {
      Knobs knobs = connection.knobs().of(direction);
      knobs.throttle().set(rate);
      knobs.slice().set(slice);
      knobs.corruption().set(probability);
      knobs.termination().set(probability);
    }
  }

  private static byte[][] sizes() {
    byte[][] messages = new byte[97][];
    for (int i = 0; i < messages.length; i++) {
      messages[i] = Payload.of(i, 200 + 37 * i);
    }
    return messages;
  }

  /** The least of some tries: the compiler, on whom it depends, takes its time. */
  private double bytesPerRoundTrip(String what, byte[]... messages) throws IOException {
    exchange(WARM_UP, messages);
    double least = Double.MAX_VALUE;
    for (int i = 0; i < TRIES && least >= NEXT_TO_NOTHING; i++) {
      long before = allocated();
      exchange(ROUND_TRIPS, messages);
      least = Math.min(least, (double) (allocated() - before) / ROUND_TRIPS);
    }
    System.out.printf("%s: %.2f bytes allocated a round trip%n", what, least);
    return least;
  }

  private void exchange(int roundTrips, byte[]... messages) throws IOException {
    for (int i = 0; i < roundTrips; i++) {
      client.roundTrip(messages[i % messages.length]);
    }
  }

  private long allocated() {
    long sum = 0;
    for (long id : loops()) {
      if (!othersLoops.contains(id)) {
        sum += THREADS.getThreadAllocatedBytes(id);
      }
    }
    return sum;
  }

  private static Set<Long> loops() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("trixter-loop-"))
        .map(AllocationTest::id)
        .collect(Collectors.toSet());
  }

  @SuppressWarnings("deprecation") // threadId() is of Java 19
  private static long id(Thread thread) {
    return thread.getId();
  }
}
