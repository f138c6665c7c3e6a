package io.trixter.proxy;

import io.trixter.netem.FaultRecord;
import io.trixter.netem.Network;
import io.trixter.netem.nio.Engine;
import io.trixter.proxy.fault.FaultSpec;
import io.trixter.proxy.model.Direction;
import io.trixter.proxy.model.HostPort;
import io.trixter.proxy.model.Knobs;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Starts a proxy in one line: {@code Trixter.to("localhost", 5432).delay(ofMillis(50)).start()}. It
 * listens on a port of its own on the loopback address; what is set here is what its connections
 * start with, in both directions. Immutable: each call returns another one. Safe for any thread.
 *
 * <p>The seed is that of the run, {@code -Dnetem.seed=N} where given. There is no HTTP API unless
 * an {@code ApiServer} is started on the proxy.
 */
public final class Trixter {
  private final HostConfig host;
  private final ProxyConfig config;

  private Trixter(HostConfig host, ProxyConfig config) {
    this.host = host;
    this.config = config;
  }

  private Trixter with(ProxyConfigBuilder edited) {
    return new Trixter(host, edited.build());
  }

  /**
   * Returns a proxy to an upstream, with every fault off.
   *
   * <p>A name is looked up at each connection, and its addresses are tried as RFC 8305 has it. How
   * old an answer may be is the JVM's to say: {@code networkaddress.cache.ttl}, 30 s unless set,
   * and {@code networkaddress.cache.negative.ttl}, 10 s, are left alone. A test whose names change
   * their addresses sets them, by {@link java.security.Security#setProperty}, before the first
   * look-up.
   *
   * @param host a name or an address
   * @param port 1 to 65535
   * @throws IllegalArgumentException if the port is out of range or the host empty
   */
  public static Trixter to(String host, int port) {
    if (port < 1) {
      throw new IllegalArgumentException("port must be between 1 and 65535 (got " + port + ")");
    }
    return new Trixter(new HostConfig(), ProxyConfig.to(new HostPort(host, port)).build());
  }

  /**
   * Sets where it listens, instead of a free port of the loopback address.
   *
   * @param host a name or an address; {@code 0.0.0.0} is all of IPv4, {@code ::} all of both
   * @param port 0 to 65535; 0 picks one
   * @throws IllegalArgumentException if the port is out of range or the host empty
   */
  public Trixter listen(String host, int port) {
    return with(config.edit().listen(new HostPort(host, port)));
  }

  /**
   * Names the proxy, {@code trixter} unless set. The name is in the log and takes part in every
   * draw.
   *
   * @throws IllegalArgumentException if it is empty
   */
  public Trixter name(String name) {
    return with(config.edit().name(name));
  }

  /**
   * Sets how many event loops carry the traffic; one for each processor unless set.
   *
   * @throws IllegalArgumentException if it is below 1
   */
  public Trixter threads(int n) {
    return new Trixter(host.withThreads(n), config);
  }

  /**
   * Sets what the event loops wait on, instead of what {@link Engine#configured()} returns. {@link
   * #start()} refuses an engine that is impossible here.
   */
  public Trixter engine(Engine engine) {
    return new Trixter(host.withEngine(engine), config);
  }

  /**
   * Sets how long each chunk takes in each direction; zero is off.
   *
   * @throws IllegalArgumentException if it is negative or longer than {@code Long.MAX_VALUE} ns
   */
  public Trixter delay(Duration delay) {
    return with(knobs -> knobs.delay().set(delay));
  }

  /**
   * Sets by how much a chunk's delay may differ, either way; zero is off.
   *
   * @throws IllegalArgumentException if it is negative or longer than {@code Long.MAX_VALUE} ns
   */
  public Trixter jitter(Duration jitter) {
    return with(knobs -> knobs.jitter().set(jitter));
  }

  /**
   * Sets the rate of each direction of a connection; 0 is off.
   *
   * @throws IllegalArgumentException if it is negative
   */
  public Trixter throttle(long bytesPerSecond) {
    return with(knobs -> knobs.throttle().set(bytesPerSecond));
  }

  /**
   * Sets the largest piece that leaves at once; 0 is off.
   *
   * @throws IllegalArgumentException if it is negative
   */
  public Trixter slice(long bytes) {
    return with(knobs -> knobs.slice().set(bytes));
  }

  /**
   * Sets the probability that a chunk read, or a chunk written, resets its connection; 0.0 is off.
   *
   * @throws IllegalArgumentException if it is not between 0.0 and 1.0
   */
  public Trixter terminate(double probability) {
    return with(knobs -> knobs.termination().set(probability));
  }

  /**
   * Sets the probability that garbage precedes a chunk; 0.0 is off.
   *
   * @throws IllegalArgumentException if it is not between 0.0 and 1.0
   */
  public Trixter corrupt(double probability) {
    return with(knobs -> knobs.corruption().set(probability));
  }

  /** Sets the knobs of both directions; {@link #with(Direction, Consumer)} sets those of one. */
  public Trixter with(Consumer<Knobs> change) {
    return with(Direction.UPSTREAM, change).with(Direction.DOWNSTREAM, change);
  }

  /** Sets the knobs of one direction. */
  public Trixter with(Direction direction, Consumer<Knobs> change) {
    return with(config.edit().with(direction, change));
  }

  /**
   * Adds a fault that all connections share, in force before the proxy accepts the first.
   *
   * @throws IllegalArgumentException if one of that name was added before
   */
  public Trixter fault(FaultSpec fault) {
    return with(config.edit().fault(fault));
  }

  /**
   * Gives each connection a ready-made network, such as {@code Networks.EDGE}, in force before the
   * proxy accepts the first. The faults are those of {@code NetworkFaults}; a second network takes
   * the place of the first.
   */
  public Trixter network(Network network) {
    return with(config.edit().network(network));
  }

  /** Draws from {@code seed}, all 64 bits, rather than from the run's. */
  public Trixter seed(long seed) {
    return new Trixter(host.withSeed(seed), config);
  }

  /**
   * Records all that chance does, for {@link Proxy#record()}: each start begins a record. Without
   * effect on a replay.
   */
  public Trixter record() {
    return new Trixter(host.withRecord(""), config);
  }

  /**
   * Does {@code record} again: each fault asks the record instead of drawing, whatever its knobs
   * say. Set up the same proxy with the same faults. What is not chance (delays, rates, sizes,
   * times, kills) is this run's own. When the proxy closes, the log tells which events found no
   * place.
   */
  public Trixter replay(FaultRecord record) {
    return new Trixter(host.withReplay(record), config);
  }

  /**
   * Resets each connection when it is that old; zero is never.
   *
   * @throws IllegalArgumentException if it is negative
   */
  public Trixter connectionDuration(Duration limit) {
    return with(config.edit().connectionDuration(limit));
  }

  /**
   * Closes a client whose upstream has not answered in that time; 10 s unless set.
   *
   * @throws IllegalArgumentException if it is not above zero
   */
  public Trixter connectTimeout(Duration timeout) {
    return with(config.edit().connectTimeout(timeout));
  }

  /**
   * Starts the proxy, which listens when this returns.
   *
   * @throws IOException if there is no port to be had, or if the upstream is the proxy's own
   *     address; the message names it
   * @throws UnsupportedOperationException if the engine is impossible here; the message says why
   */
  public Proxy start() throws IOException {
    ProxyConfig proxy = config.edit().build();
    return Proxy.start(host.recorded() == null ? host : host.withRecord(proxy.toString()), proxy);
  }

  /** Names the upstream. */
  @Override
  public String toString() {
    return "Trixter to " + config.upstream();
  }
}
