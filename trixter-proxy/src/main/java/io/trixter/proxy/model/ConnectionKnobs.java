package io.trixter.proxy.model;

/**
 * The knobs of both directions.
 *
 * @param upstream from the client to the server
 * @param downstream from the server to the client
 */
public record ConnectionKnobs(Knobs upstream, Knobs downstream) {
  /** Both directions with all knobs off. */
  public ConnectionKnobs() {
    this(new Knobs(), new Knobs());
  }

  /** Returns the knobs of one direction. */
  public Knobs of(Direction direction) {
    return direction == Direction.UPSTREAM ? upstream : downstream;
  }

  /** Returns whether every knob of both is off. */
  public boolean isOff() {
    return upstream.isOff() && downstream.isOff();
  }

  /** Sets every knob of both off. */
  public void setOff() {
    upstream.setOff();
    downstream.setOff();
  }

  /** Sets every knob of both to where {@code others} stand. */
  public void setTo(ConnectionKnobs others) {
    upstream.setTo(others.upstream);
    downstream.setTo(others.downstream);
  }

  /** Knobs of their own that start where these stand now. */
  public ConnectionKnobs copy() {
    return new ConnectionKnobs(upstream.copy(), downstream.copy());
  }
}
