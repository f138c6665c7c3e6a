package io.trixter.proxy.cli;

/** The flags of the command line, in the order in which the help shows them. */
enum Flag {
  LISTEN('l', "--listen", "ADDR", "where clients connect; port 0 picks one"),
  UPSTREAM('c', "--upstream", "ADDR", "where their connections go; looked up at each connection"),
  API('a', "--api", "ADDR", "where the REST API listens; none when left out"),
  DELAY("--delay-ms", "MS", "delay of each chunk; 0, the default, is off"),
  THROTTLE("--throttle-rate-bytes", "B", "bytes per second; 0, the default, is off"),
  SLICE("--slice-size-bytes", "B", "largest piece that leaves at once; 0, the default, is off"),
  TERMINATE("--terminate-probability-rate", "P", "chance that a read or write resets, 0.0..1.0"),
  CORRUPT("--corrupt-probability-rate", "P", "chance that garbage precedes a chunk, 0.0..1.0"),
  DURATION("--connection-duration-ms", "MS", "how old a connection may grow; 0 is for ever"),
  SEED("--random-seed", "N", "the seed of every draw, 0..18446744073709551615; default random"),
  CONNECT_TIMEOUT("--connect-timeout-ms", "MS", "how long the upstream may take; default 10000"),
  DELAY_WINDOW("--delay-window-bytes", "B", "what a direction may hold in delay; default 64 MiB"),
  DELAY_BUDGET("--delay-budget-bytes", "B", "what all may hold together; default a quarter heap"),
  THREADS("--threads", "N", "event loops; default one for each processor"),
  API_TOKEN("--api-token", "T", "token that API requests must bear; or TRIXTER_API_TOKEN"),
  API_HOST("--api-host", "NAME", "one more Host that API requests may name; may be repeated"),
  LOG_LEVEL("--log-level", "LEVEL", "trace, debug, info, warn, error, off; or TRIXTER_LOG"),
  ONCE("--once", null, "with demo: end after the tour"),
  HELP('h', "--help", null, "show this and end"),
  VERSION('V', "--version", null, "show the version and end");

  final char letter;
  final String text;
  final String value;
  final String help;

  Flag(String text, String value, String help) {
    this('\0', text, value, help);
  }

  Flag(char letter, String text, String value, String help) {
    this.letter = letter;
    this.text = text;
    this.value = value;
    this.help = help;
  }

  boolean takesValue() {
    return value != null;
  }

  boolean mayRepeat() {
    return this == API_HOST;
  }

  /** The flag that {@code name} names, {@code --listen} or {@code -l}; or null. */
  static Flag named(String name) {
    boolean brief = name.length() == 2 && name.charAt(0) == '-';
    for (Flag flag : values()) {
      if (brief ? flag.letter != '\0' && flag.letter == name.charAt(1) : flag.text.equals(name)) {
        return flag;
      }
    }
    return null;
  }
}
