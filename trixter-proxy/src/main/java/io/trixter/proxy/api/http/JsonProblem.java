package io.trixter.proxy.api.http;

/** Says what is wrong with a JSON text, and where. */
public final class JsonProblem extends Exception {
  private static final long serialVersionUID = 1;

  private final int line;
  private final int column;

  /** A problem at this place; lines and columns count from 1. */
  public JsonProblem(String what, int line, int column) {
    super(what, null, false, false);
    this.line = line;
    this.column = column;
  }

  /** The line, from 1. */
  public int line() {
    return line;
  }

  /** What is wrong and where, as an answer says it. */
  public String placed() {
    return getMessage() + " at line " + line + ", column " + column;
  }
}
