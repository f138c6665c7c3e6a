package io.trixter.benchmarks.growth;

import io.trixter.benchmarks.load.Crowd;
import io.trixter.benchmarks.load.Service;
import io.trixter.benchmarks.load.Upstream;
import io.trixter.benchmarks.peers.Running;
import io.trixter.benchmarks.process.Ports;
import io.trixter.benchmarks.process.ThreadTimes;
import io.trixter.benchmarks.process.Usage;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Measures a {@link Cell}, with a proxy and an upstream of its own. */
final class Experiment {
  private static final Duration WARM_UP = Duration.ofSeconds(2);
  private static final int AT_ONCE = 100;
  private static final long SETTLE_MILLIS = 500;
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final long PAUSE_MILLIS = 20;

  /** What a JVM opens meanwhile for itself, jcmd's socket for one. */
  private static final int OTHERS = 8;

  private static final double MB = 1e6;

  private final Plan plan;
  private final Setting setting;
  private final int connections;
  private final Usage proxy;
  private final Running running;
  private double idleCpu;
  private double idleMemory;
  private double busyMemory;
  private double heap;
  private Pacer.Outcome busy;

  private Experiment(Plan plan, Setting setting, int connections, Running running) {
    this.plan = plan;
    this.setting = setting;
    this.connections = connections;
    this.running = running;
    this.proxy = running.usage();
  }

  static Cell run(Plan plan, Setting setting, int connections)
      throws IOException, InterruptedException {
    try (Upstream upstream = Upstream.start();
        Running running = plan.proxy().start(upstream.port(Service.ECHO), setting.faults())) {
      return new Experiment(plan, setting, connections, running).measure();
    }
  }

  private Cell measure() throws IOException, InterruptedException {
    Thread.sleep(SETTLE_MILLIS);
    int descriptors = proxy.descriptors();
    long memory = proxy.residentBytes();
    try (Crowd crowd = Crowd.greeted(Ports.at(running.port()), connections, AT_ONCE)) {
      idle();
      idleMemory = (proxy.residentBytes() - memory) / MB;
      try (Pacer pacer = new Pacer(crowd, connections, plan.rate())) {
        pacer.receive(proxy, WARM_UP);
        busy = pacer.receive(proxy, plan.busy());
      }
      busyMemory = (proxy.residentBytes() - memory) / MB;
      heap = liveHeap();
    }
    awaitClosed(descriptors);
    return cell(liveHeap());
  }

  private void idle() throws IOException, InterruptedException {
    Quiet.await(process());
    ThreadTimes before = proxy.threadTimes();
    long begin = System.nanoTime();
    Thread.sleep(plan.busy().dividedBy(2).toMillis());
    double seconds = (System.nanoTime() - begin) / 1e9;
    idleCpu = 100 * proxy.threadTimes().secondsSince(before) / seconds;
  }

  private Quiet.Process process() {
    return new Quiet.Process() {
      @Override
      public double cpuSeconds() throws IOException {
        return proxy.cpuSeconds();
      }

      @Override
      public long nanoTime() {
        return System.nanoTime();
      }

      @Override
      public void sleep(Duration time) throws InterruptedException {
        Thread.sleep(time.toMillis());
      }
    };
  }

  private void awaitClosed(int descriptors) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (proxy.descriptors() > descriptors + OTHERS && System.nanoTime() < deadline) {
      Thread.sleep(PAUSE_MILLIS);
    }
  }

  private double liveHeap() {
    try {
      return proxy.liveHeapBytes() / MB;
    } catch (IOException noJcmd) {
      return Double.NaN;
    }
  }

  private Cell cell(double heapAfter) {
    int trips = busy.samples().count();
    return new Cell(
        setting,
        connections,
        idleCpu,
        100 * busy.cpuSeconds() / busy.seconds(),
        trips / busy.seconds(),
        1e6 * busy.cpuSeconds() / trips,
        idleMemory,
        busyMemory,
        heap,
        heapAfter,
        late(0.5),
        late(0.99));
  }

  private double late(double share) {
    return (busy.samples().percentile(share) - setting.roundTripNanos()) / 1e6;
  }
}
