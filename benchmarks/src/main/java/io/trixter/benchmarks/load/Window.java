package io.trixter.benchmarks.load;

import io.trixter.benchmarks.process.Usage;
import java.io.IOException;
import java.time.Duration;

/** The stretch of time that counts, after a warm-up, and the CPU time spent in it. */
final class Window {
  private final Usage load = Usage.own();
  private final Target target;
  private final long begin;
  private final long length;
  private boolean begun;
  private long begunAt;
  private long endedAt;
  private double proxyCpu;
  private double loadCpu;

  Window(Target target, Duration warmUp, Duration length) {
    this.target = target;
    this.begin = System.nanoTime() + warmUp.toNanos();
    this.length = length.toNanos();
  }

  /** Whether to go on. To be asked all the time, for it begins and ends by that. */
  boolean isOpen(Runnable reset) throws IOException {
    long now = System.nanoTime();
    if (!begun && now - begin >= 0) {
      begun = true;
      reset.run();
      proxyCpu = -target.proxy().cpuSeconds();
      loadCpu = -loadSeconds();
      begunAt = System.nanoTime();
    }
    if (begun && now - begunAt >= length) {
      endedAt = System.nanoTime();
      proxyCpu += target.proxy().cpuSeconds();
      loadCpu += loadSeconds();
      return false;
    }
    return true;
  }

  private double loadSeconds() throws IOException {
    return load.cpuSeconds() + target.upstream().cpuSeconds();
  }

  double seconds() {
    return (endedAt - begunAt) / 1e9;
  }

  double proxySeconds() {
    return proxyCpu;
  }

  double costOfLoad() {
    return loadCpu / proxyCpu;
  }
}
