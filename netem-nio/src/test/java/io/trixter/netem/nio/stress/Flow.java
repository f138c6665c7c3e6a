package io.trixter.netem.nio.stress;

/**
 * What one end sends to the other: how far it has come on either side. Each count is written by the
 * holder of its side's {@link Lane} alone.
 */
final class Flow {
  final CodedStream code;
  private volatile long sent;
  private volatile long received;
  private volatile long endsAt = -1;
  private volatile boolean doubtful;
  private volatile boolean deaf;

  Flow(long key) {
    code = new CodedStream(key);
  }

  long sent() {
    return sent;
  }

  long received() {
    return received;
  }

  void sent(long bytes) {
    sent = sent + bytes;
  }

  void received(long bytes) {
    received = received + bytes;
  }

  /** The sender is about to half-close: everything it has sent is to come, then the end. */
  void ends() {
    endsAt = sent;
  }

  /** How much of the stream was sent is not known: a write failed, or the sender closes. */
  void doubt() {
    doubtful = true;
  }

  /** The receiver is about to shut its input. */
  void deafen() {
    deaf = true;
  }

  /** What is wrong with the end of the stream being seen now; null if nothing is. */
  String endProblem() {
    if (deaf || doubtful) {
      return null;
    }
    if (endsAt < 0) {
      return "the stream ended though nobody ended it";
    }
    return received == endsAt
        ? null
        : "the stream ended after " + received + " bytes of " + endsAt + " sent";
  }

  @Override
  public String toString() {
    return "sent "
        + sent
        + (doubtful ? " or more" : "")
        + (endsAt < 0 ? "" : " and no more")
        + ", received "
        + received
        + (deaf ? ", deaf" : "");
  }
}
