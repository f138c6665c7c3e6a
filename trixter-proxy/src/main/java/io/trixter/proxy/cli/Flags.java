package io.trixter.proxy.cli;

import java.util.List;
import java.util.Map;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/**
 * Declares flags to picocli, and holds those that more than one command has. Uses its programmatic
 * model, because its annotations take half as long again to read.
 */
final class Flags {
  private static final int WIDTH = 100;
  private static final int FLAG_WIDTH = 38;

  private Flags() {}

  /** A flag that takes one value. */
  static <T> OptionSpec.Builder flag(
      String label, Class<T> type, ITypeConverter<T> converter, String help, String... names) {
    return OptionSpec.builder(names)
        .paramLabel(label)
        .type(type)
        .converters(converter)
        .description(help);
  }

  /** A flag that takes an integer. */
  static OptionSpec integer(String name, String label, Range range, long otherwise, String help) {
    return flag(label, Long.class, range, help, name)
        .defaultValue(Long.toString(otherwise))
        .build();
  }

  /** The seed of every draw. */
  static OptionSpec seed() {
    String help = "the seed of every draw, 0..18446744073709551615; default random";
    return flag("N", Long.class, Values::seed, help, "--random-seed").build();
  }

  /** The same for the server, by Toxiproxy's name too, whose seeds are signed. */
  static OptionSpec serverSeed() {
    String help = "the seed of every draw, 64 bits, signed or not; default random";
    String[] names = {"--random-seed", "--seed", "-seed"};
    return flag("N", Long.class, Values::anySeed, help, names).build();
  }

  /** How much is logged; where TRIXTER_LOG does not say it, by Toxiproxy's LOG_LEVEL. */
  static OptionSpec serverLogLevel(Map<String, String> environment) {
    LogLevel toxiproxys = LogLevel.ofToxiproxy(environment.getOrDefault("LOG_LEVEL", ""));
    return logLevel(environment, toxiproxys == null ? LogLevel.INFO : toxiproxys);
  }

  /** How much is logged. */
  static OptionSpec logLevel(Map<String, String> environment, LogLevel otherwise) {
    return OptionSpec.builder("--log-level")
        .paramLabel("LEVEL")
        .type(LogLevel.class)
        .defaultValue(variable(environment, "TRIXTER_LOG", otherwise.name()))
        .description("trace, debug, info, warn, error or off; or TRIXTER_LOG")
        .build();
  }

  /** What the environment says, unless it says nothing. */
  static String variable(Map<String, String> environment, String name, String otherwise) {
    String value = environment.getOrDefault(name, "");
    return value.isEmpty() ? otherwise : value;
  }

  /** Refuses flags of the plain command before the name of {@code command}, which has its own. */
  static void refuseBefore(CommandSpec command) {
    List<OptionSpec> before = command.parent().commandLine().getParseResult().matchedOptions();
    if (!before.isEmpty()) {
      String flag = before.get(0).longestName();
      String name = command.name();
      boolean ours = command.findOption(flag) != null;
      throw new ParameterException(
          command.commandLine(),
          ours ? flag + " must follow " + name : flag + " is not a flag of " + name);
    }
  }

  /** Gives {@code command} these flags and those that every command has, to be shown in order. */
  static CommandSpec complete(CommandSpec command, OptionSpec... flags) {
    command.versionProvider(new Version());
    return complete(
        command, OptionSpec.builder("-h", "--help"), OptionSpec.builder("-V", "--version"), flags);
  }

  /** The same, with other names for the flags that every command has. */
  static CommandSpec complete(
      CommandSpec command,
      OptionSpec.Builder help,
      OptionSpec.Builder version,
      OptionSpec... flags) {
    for (OptionSpec flag : flags) {
      command.addOption(flag);
    }
    command.addOption(help.usageHelp(true).description("show this and end").build());
    command.addOption(version.versionHelp(true).description("show the version and end").build());
    command.usageMessage().width(WIDTH).longOptionsMaxWidth(FLAG_WIDTH).sortOptions(false);
    return command;
  }
}
