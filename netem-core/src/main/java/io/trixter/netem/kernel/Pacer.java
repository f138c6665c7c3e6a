package io.trixter.netem.kernel;

/**
 * Paces the bytes of one stream at a rate without a burst, which it may share with others by a
 * {@link SharedPacer}. Where it has the rate for itself, a piece of {@code n} bytes may leave
 * {@code n / rate} after it came or after the piece before it left, whichever is later; what is
 * more than a tenth of a second's worth leaves in pieces of that size. Idle time earns nothing, but
 * for what {@link SharedPacer} says of drivers that are late.
 *
 * <p>Confined to the driver of one stream; those that share a rate may be of different threads.
 */
public final class Pacer {
  private final SharedPacer shared;
  long round; // of the shared pacer, in which the fields below count
  long piece; // bytes that wait; 0 for none
  long start; // of the piece's way, by the schedule
  long fraction; // of a nanosecond, on top of that
  long due;
  boolean waited;
  long paid; // bytes that might leave and did not

  /** A pacer with a rate for itself, whose first piece comes with the first call. */
  public Pacer() {
    this(new SharedPacer());
  }

  /** A pacer of one more stream that shares a rate; all are to be asked with the same one. */
  public Pacer(SharedPacer shared) {
    this.shared = shared;
  }

  /**
   * Lets bytes leave, or says how long they have to wait. A new rate applies at once; what waiting
   * pieces have earned at the old one is kept.
   *
   * @param bytesPerSecond the rate now; 0 or less lets nothing leave
   * @param wanted how many bytes there are, above 0
   * @param now in nanoseconds
   * @return how many may leave now, above 0; or the negative of the nanoseconds to wait
   */
  public long take(long bytesPerSecond, long wanted, long now) {
    return shared.take(this, bytesPerSecond, wanted, now);
  }

  /** Takes back bytes that were let go and did not leave; they leave first, without waiting. */
  public void refund(long bytes) {
    paid += bytes;
  }

  /**
   * Gives up the piece that waits, if any, and what was refunded. Time that was kept for it goes to
   * the next piece where no other has queued behind it.
   */
  public void giveUp() {
    shared.giveUp(this);
    paid = 0;
  }

  /**
   * Goes on where another one of the same stream was, which gives up: what that has earned of the
   * piece that waits may leave at once.
   *
   * @param other the one that was asked so far
   * @param now in nanoseconds
   */
  public void takeOver(Pacer other, long now) {
    long earned = other.shared.earned(other, now);
    other.giveUp();
    shared.pay(this, earned);
  }

  long pay(long wanted) {
    long granted = Math.min(paid, wanted);
    paid -= granted;
    return granted;
  }

  void leave() {
    piece = 0;
    waited = false;
  }
}
