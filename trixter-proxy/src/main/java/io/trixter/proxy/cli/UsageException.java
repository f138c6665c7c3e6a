package io.trixter.proxy.cli;

/** Thrown where the command line asks for what cannot be; its message is one line for the user. */
final class UsageException extends Exception {
  private static final long serialVersionUID = 1;

  private final int exitCode;

  UsageException(String message) {
    this(2, message);
  }

  UsageException(int exitCode, String message) {
    super(oneLine(message));
    this.exitCode = exitCode;
  }

  int exitCode() {
    return exitCode;
  }

  private static String oneLine(String text) {
    StringBuilder line = new StringBuilder(text);
    for (int i = 0; i < line.length(); i++) {
      if (Character.isISOControl(line.charAt(i))) {
        line.setCharAt(i, '?');
      }
    }
    return line.toString();
  }
}
