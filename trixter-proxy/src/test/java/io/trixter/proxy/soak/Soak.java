package io.trixter.proxy.soak;

import io.trixter.proxy.HostConfig;
import io.trixter.proxy.Proxy;
import io.trixter.proxy.ProxyConfig;
import io.trixter.proxy.api.ApiOptions;
import io.trixter.proxy.api.ApiServer;
import io.trixter.proxy.model.EndCause;
import io.trixter.proxy.model.HostPort;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/** A proxy, its API, and everything that is done to them at once. */
final class Soak implements AutoCloseable {
  private static final Duration OLDEST = Duration.ofSeconds(20);
  private static final Duration PATIENCE = OLDEST.plusSeconds(20);
  private static final long WINDOW = 4 << 20;
  private static final long BUDGET = 512 << 20; // more than all slow connections can fill
  private static final int THREADS = 2;
  private static final int STEP_MILLIS = 20;

  private final Ledger ledger = new Ledger();
  private final LogTap tap = new LogTap(ledger);
  private final Ends servers;
  private final Proxy proxy;
  private final ApiServer server;
  private final Api api;
  private final Load load;
  private final Ends clients;
  private final JavaKnobSetter javaSetter;
  private final ApiKnobSetter apiSetter;

  Soak(long seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    HostPort any = new HostPort("127.0.0.1", 0);
    servers = Ends.servers(ledger);
    proxy =
        Proxy.start(
            new HostConfig(seed, THREADS, BUDGET),
            ProxyConfig.to(new HostPort("127.0.0.1", servers.port()))
                .connectionDuration(OLDEST)
                .delayWindowBytes(WINDOW)
                .build());
    server = ApiServer.start(proxy, any, new ApiOptions());
    api = new Api(ledger, HostPort.parse(server.address()).port());
    load = new Load(ledger, random.split(), proxy.address());
    clients = Ends.clients(ledger, load);
    javaSetter = new JavaKnobSetter(ledger, random.split(), proxy);
    apiSetter = new ApiKnobSetter(ledger, random.split(), api);
    javaSetter.launch();
    apiSetter.launch();
  }

  Ledger ledger() {
    return ledger;
  }

  /** Runs with so many connections, until the time is over or something is wrong; then calms. */
  void run(int connections, Duration time) throws Exception {
    clients.hurry(false);
    servers.hurry(false);
    load.target(connections);
    javaSetter.pause(false);
    apiSetter.pause(false);
    await(time, () -> !ledger.failures().isEmpty());
    calm();
  }

  /** Starts nothing, sets everything off, and waits until every connection is settled. */
  private void calm() throws Exception {
    load.target(0);
    javaSetter.pause(true);
    apiSetter.pause(true);
    javaSetter.off();
    clients.hurry(true);
    servers.hurry(true);
    boolean settled = await(PATIENCE, this::isCalm);
    if (!settled) {
      ledger.open().forEach(plan -> ledger.fail("never settled: " + plan));
      ledger.fail(clients.open() + " clients and " + servers.open() + " servers are open");
    }
    if (!api.get("/connections").equals("[]")) {
      ledger.fail("still listed: " + api.get("/connections"));
    }
    checkCounts();
  }

  private boolean isCalm() {
    ledger.forgetRefused();
    return ledger.open().isEmpty() && clients.open() == 0 && servers.open() == 0;
  }

  /** The metrics must have counted what the log has told. */
  private void checkCounts() {
    Map<String, Long> counted = new TreeMap<>();
    for (EndCause cause : EndCause.values()) {
      long ended = proxy.metrics().connectionsEnded(cause);
      if (ended > 0) {
        counted.put(cause.text(), ended);
      }
    }
    if (!counted.equals(ledger.causes())) {
      ledger.fail("the metrics count " + counted + ", the log " + ledger.causes());
    }
  }

  private static boolean await(Duration bound, BooleanSupplier condition)
      throws InterruptedException {
    long start = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - start > bound.toNanos()) {
        return false;
      }
      Thread.sleep(STEP_MILLIS);
    }
    return true;
  }

  @Override
  public void close() throws IOException {
    javaSetter.close();
    apiSetter.close();
    clients.close();
    api.close();
    server.close();
    proxy.close();
    servers.close();
    tap.close();
  }
}
