package io.trixter.netem;

import io.trixter.netem.kernel.FaultEvent;
import io.trixter.netem.kernel.Knob;
import io.trixter.netem.kernel.Op;
import io.trixter.netem.kernel.RandomSource;
import io.trixter.netem.kernel.Rules;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Refuses, resets, silences or delays connections when they are opened. It acts once for each
 * connection, when that is opened: on all, with a probability, or on the first few and then never
 * again.
 *
 * <pre>{@code
 * ConnectFault twice = ConnectFault.refuse().first(2);
 * SocketFactory recovering = Netem.socketFactory(link -> List.of(twice)); // the third is made
 * }</pre>
 *
 * <p>A socket or channel that is connected when it is wrapped, or was accepted, has been opened by
 * then. One that is refused is reset at once, and a server goes on to accept the next client. One
 * that is slow is handed on at once, so that no other client waits behind it, and its first
 * operations wait. A reset is a close where the transport knows none, as the JDK's asynchronous
 * channels do. Around a mere stream the fault does nothing.
 *
 * <p>A connection that was struck stays so, whatever is set afterwards. Safe for any thread.
 */
public final class ConnectFault extends Fault {
  private enum Kind {
    REFUSE("Refused", FaultEvent.Kind.REFUSED),
    RESET("Reset", FaultEvent.Kind.RESET),
    HANG("Hung", FaultEvent.Kind.HUNG),
    DELAY("Late", FaultEvent.Kind.DELAYED);

    private final String label;
    private final FaultEvent.Kind event;

    Kind(String label, FaultEvent.Kind event) {
      this.label = label;
      this.event = event;
    }
  }

  private final Kind kind;
  private final DynamicDuration delay;
  private final DynamicProbability probability = new DynamicProbability(1.0);
  private final Knob first = new Knob(0);
  private final AtomicLong struck = new AtomicLong();

  private ConnectFault(Kind kind, DynamicDuration delay, long seed) {
    super(seed);
    this.kind = kind;
    this.delay = delay;
  }

  /**
   * Makes connecting fail with a {@link java.net.ConnectException}, at once; the peer is not
   * dialled.
   */
  public static ConnectFault refuse() {
    return refuse(Seed.ofRun());
  }

  /** Like {@link #refuse()}, with draws from {@code seed}, all 64 bits; a factory has its own. */
  public static ConnectFault refuse(long seed) {
    return new ConnectFault(Kind.REFUSE, null, seed);
  }

  /** Lets the connection open; its first operation resets it, for both ends. */
  public static ConnectFault reset() {
    return reset(Seed.ofRun());
  }

  /** Like {@link #reset()}, with draws from {@code seed}, all 64 bits; a factory has its own. */
  public static ConnectFault reset(long seed) {
    return new ConnectFault(Kind.RESET, null, seed);
  }

  /**
   * Lets the connection open, and nothing more happen: what is written vanishes, the half-close
   * too, and reads wait, until their timeout or a close.
   */
  public static ConnectFault hang() {
    return hang(Seed.ofRun());
  }

  /** Like {@link #hang()}, with draws from {@code seed}, all 64 bits; a factory has its own. */
  public static ConnectFault hang(long seed) {
    return new ConnectFault(Kind.HANG, null, seed);
  }

  /**
   * Makes connecting take {@code delay} longer. A shorter connect timeout ends it with a {@link
   * java.net.SocketTimeoutException}; the peer is not dialled then. Zero is off.
   *
   * @throws IllegalArgumentException if it is out of {@link DynamicDuration}'s range
   */
  public static ConnectFault delay(Duration delay) {
    return delay(new DynamicDuration(delay));
  }

  /** Like {@link #delay(Duration)}, for as long as {@code delay} says, a knob to be shared. */
  public static ConnectFault delay(DynamicDuration delay) {
    return delay(delay, Seed.ofRun());
  }

  /**
   * Like {@link #delay(DynamicDuration)}, with draws from {@code seed}, all 64 bits; a factory has
   * its own.
   */
  public static ConnectFault delay(DynamicDuration delay, long seed) {
    return new ConnectFault(Kind.DELAY, Objects.requireNonNull(delay, "delay"), seed);
  }

  /**
   * Sets how long connecting takes; reaches connections that wait already.
   *
   * @throws IllegalArgumentException if it is out of {@link DynamicDuration}'s range; it stays what
   *     it was
   * @throws IllegalStateException if the fault is not a {@link #delay}
   */
  public void set(Duration delay) {
    if (this.delay == null) {
      throw new IllegalStateException(kind.label + " has no delay");
    }
    this.delay.set(delay);
  }

  /**
   * Sets the probability with which it strikes a connection, 1.0 at first; 0.0 is off and draws
   * nothing. The next connection draws against it.
   *
   * @return this
   * @throws IllegalArgumentException if it is not between 0.0 and 1.0; it stays what it was
   */
  public ConnectFault probability(double probability) {
    this.probability.set(probability);
    return this;
  }

  /**
   * Sets how many connections it strikes: the first {@code connections} that chance chooses, of all
   * that it wraps, and then no more; 0 is all. Those that it has struck before count.
   *
   * @return this
   * @throws IllegalArgumentException if it is negative; it stays what it was
   */
  public ConnectFault first(long connections) {
    if (connections < 0) {
      throw new IllegalArgumentException("first must be 0 or more (got " + connections + ")");
    }
    first.set(connections);
    return this;
  }

  /** Whether it does not strike the connection of {@code source} if that is opened now. */
  boolean isOff(RandomSource source) {
    if (source.isReplaying()) {
      return source.events(Op.OPEN).isEmpty();
    }
    long most = first.get();
    boolean done = most != 0 && struck.get() >= most;
    boolean noDelay = delay != null && delay.knob().get() == 0;
    return done || noDelay || probability.get() == 0.0;
  }

  /** Draws whether it strikes the connection of {@code source}, and counts it. */
  boolean strikes(RandomSource source) {
    if (source.isReplaying()) {
      source.events(Op.OPEN).forEach(source::placed);
      return true;
    }
    double limit = probability.get();
    boolean drawn = limit > 0.0 && source.random(Op.OPEN).nextDouble() < limit;
    boolean strikes = drawn && count();
    if (strikes) {
      source.record(Op.OPEN, 0, kind.event, 0, 0);
    }
    return strikes;
  }

  private boolean count() {
    long most = first.get();
    return struck.getAndUpdate(n -> most == 0 || n < most ? n + 1 : n) < most || most == 0;
  }

  @Override
  public Rules rules(RandomSource source) {
    ConnectRules rules = new ConnectRules(this, source);
    Rules opening = Rules.of(kind.label);
    return switch (kind) {
      case REFUSE -> opening.opening(rules.refusing());
      case RESET ->
          opening.opening(rules.striking()).reading(rules.resetting()).writing(rules.resetting());
      case HANG ->
          opening.opening(rules.striking()).reading(rules.hanging()).writing(rules.hanging());
      case DELAY -> opening.opening(rules.waiting(delay.knob()));
    };
  }
}
