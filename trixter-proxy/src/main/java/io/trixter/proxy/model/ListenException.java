package io.trixter.proxy.model;

import static java.util.Locale.ROOT;

import java.io.IOException;

/** An address that cannot be listened on. The message names it. */
public final class ListenException extends IOException {
  private static final long serialVersionUID = 1L;

  private final String address;
  private final String reason;
  private final boolean resolved;
  private final boolean inUse;

  private ListenException(
      String address, String why, String reason, boolean resolved, boolean inUse, Throwable cause) {
    super("cannot listen on " + address + ": " + why, cause);
    this.address = address;
    this.reason = reason;
    this.resolved = resolved;
    this.inUse = inUse;
  }

  /** The text {@code address} has no {@code host:port}. */
  public static ListenException unreadable(String address, String why) {
    String reason = "address " + address + ": " + why;
    return new ListenException(address, why, reason, false, false, null);
  }

  /** The port of {@code address} is not between 0 and 65535. */
  public static ListenException invalidPort(String address, String port) {
    String reason = "address " + port + ": invalid port";
    return new ListenException(address, "invalid port", reason, false, false, null);
  }

  /** The host of {@code address} is not known. */
  public static ListenException unknown(String address, String host, Throwable cause) {
    String reason = "lookup " + host + ": no such host";
    return new ListenException(address, "unknown host", reason, false, false, cause);
  }

  /** The system refuses to bind {@code address}, which is {@code ip:port}. */
  public static ListenException refused(String address, boolean inUse, Throwable cause) {
    String why = cause.getMessage() == null ? cause.toString() : cause.getMessage();
    String words =
        inUse ? "address already in use" : why.substring(0, 1).toLowerCase(ROOT) + why.substring(1);
    return new ListenException(address, why, "bind: " + words, true, inUse, cause);
  }

  /** Returns {@code ip:port}, or the text as it was given where it could not be resolved. */
  public String address() {
    return address;
  }

  /**
   * Returns why, as Toxiproxy has it: {@code bind: address already in use}, {@code address
   * local373: missing port in address}, {@code lookup nosuch.test: no such host}.
   */
  public String reason() {
    return reason;
  }

  /** Returns whether the address could be resolved, so that it was the system that refused. */
  public boolean isResolved() {
    return resolved;
  }

  /** Returns whether another socket has the address. */
  public boolean isInUse() {
    return inUse;
  }
}
