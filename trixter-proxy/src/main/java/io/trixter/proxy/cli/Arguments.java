package io.trixter.proxy.cli;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The command line, taken apart; what the values mean is for {@link Options}. Written by hand, for
 * a parser library takes longer to load than all else that happens until the proxy listens.
 */
final class Arguments {
  private static final String DEMO = "demo";

  private final Map<Flag, List<String>> given = new EnumMap<>(Flag.class);
  private boolean demo;

  private Arguments() {}

  /**
   * Takes {@code --flag value}, {@code --flag=value}, {@code -f value} and {@code -fvalue}; stops
   * at a flag that asks for the help or the version.
   */
  static Arguments parse(String... args) throws UsageException {
    Arguments parsed = new Arguments();
    for (int i = 0; i < args.length; i++) {
      String arg = args[i];
      String name = nameIn(arg);
      Flag flag = Flag.named(name);
      if (flag == null && i == 0 && arg.equals(DEMO)) {
        parsed.demo = true;
      } else if (flag == null) {
        throw new UsageException(
            (arg.startsWith("-") ? "unknown flag: " : "unexpected argument: ") + arg);
      } else if (!flag.takesValue()) {
        if (!arg.equals(name)) {
          throw new UsageException(name + " takes no value (got " + arg + ")");
        }
        parsed.add(flag, "");
      } else if (!arg.equals(name)) {
        String rest = arg.substring(name.length());
        parsed.add(flag, rest.startsWith("=") ? rest.substring(1) : rest);
      } else if (i + 1 == args.length || Flag.named(nameIn(args[i + 1])) != null) {
        throw new UsageException(flag.text + " needs a value: " + flag.text + " " + flag.value);
      } else {
        parsed.add(flag, args[++i]);
      }
      if (flag == Flag.HELP || flag == Flag.VERSION) {
        break;
      }
    }
    return parsed;
  }

  private static String nameIn(String arg) {
    if (arg.startsWith("--")) {
      int equals = arg.indexOf('=');
      return equals < 0 ? arg : arg.substring(0, equals);
    }
    return arg.startsWith("-") && arg.length() > 2 ? arg.substring(0, 2) : arg;
  }

  private void add(Flag flag, String value) throws UsageException {
    List<String> values = given.get(flag);
    if (values == null) {
      values = new ArrayList<>(1);
      given.put(flag, values);
    } else if (!flag.mayRepeat()) {
      throw new UsageException(flag.text + " may be given once (got " + value + " too)");
    }
    values.add(value);
  }

  boolean isDemo() {
    return demo;
  }

  boolean has(Flag flag) {
    return given.containsKey(flag);
  }

  /** The flag's value, or null when it was not given. */
  String value(Flag flag) {
    List<String> values = given.get(flag);
    return values == null ? null : values.get(0);
  }

  List<String> values(Flag flag) {
    return given.getOrDefault(flag, List.of());
  }

  /** Refuses a flag that is not among {@code known}. */
  void only(String command, List<Flag> known) throws UsageException {
    for (Flag flag : given.keySet()) {
      if (!known.contains(flag)) {
        throw new UsageException(flag.text + " is not a flag of " + command);
      }
    }
  }
}
