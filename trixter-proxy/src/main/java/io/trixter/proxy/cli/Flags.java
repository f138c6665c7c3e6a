package io.trixter.proxy.cli;

import java.util.Map;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

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

  /** Gives {@code command} these flags and those that every command has, to be shown in order. */
  static CommandSpec complete(CommandSpec command, OptionSpec... flags) {
    for (OptionSpec flag : flags) {
      command.addOption(flag);
    }
    OptionSpec.Builder help = OptionSpec.builder("-h", "--help").usageHelp(true);
    OptionSpec.Builder version = OptionSpec.builder("-V", "--version").versionHelp(true);
    command.addOption(help.description("show this and end").build());
    command.addOption(version.description("show the version and end").build());
    command.versionProvider(new Version());
    command.usageMessage().width(WIDTH).longOptionsMaxWidth(FLAG_WIDTH).sortOptions(false);
    return command;
  }
}
