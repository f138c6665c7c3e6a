package io.trixter.benchmarks;

import java.util.Locale;
import java.util.function.Function;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.TypeConversionException;

/** Flags of the runners, by picocli's programmatic model. */
final class Arguments {
  private static final int WIDTH = 100;

  private final CommandSpec command;

  Arguments(String name, String description) {
    command = CommandSpec.create().name(name);
    command.usageMessage().description(description).width(WIDTH).sortOptions(false);
    OptionSpec.Builder help = OptionSpec.builder("-h", "--help").usageHelp(true);
    command.addOption(help.description("show this and end").build());
  }

  /** Adds a flag with a value; {@code otherwise} may be null for none. */
  <T> Arguments with(
      String name,
      String label,
      Class<T> type,
      Function<String, T> reader,
      String otherwise,
      String help) {
    command.addOption(
        OptionSpec.builder(name)
            .paramLabel(label)
            .type(type)
            .converters(text -> read(reader, text))
            .defaultValue(otherwise)
            .description(help)
            .build());
    return this;
  }

  private static <T> T read(Function<String, T> reader, String text) {
    try {
      return reader.apply(text);
    } catch (NumberFormatException e) {
      throw new TypeConversionException("must be a number (got " + text + ")");
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }

  /** A whole number within a range. */
  static Function<String, Integer> integer(int min, int max) {
    return text -> {
      int value = Integer.parseInt(text);
      if (value < min || value > max) {
        throw new IllegalArgumentException(
            String.format(Locale.ROOT, "must be between %d and %d (got %s)", min, max, text));
      }
      return value;
    };
  }

  /** A number of seconds, from a tenth to an hour. */
  static Double seconds(String text) {
    double value = Double.parseDouble(text);
    if (!(value >= 0.1 && value <= 3600)) {
      throw new IllegalArgumentException("must be between 0.1 and 3600 (got " + text + ")");
    }
    return value;
  }

  CommandSpec command() {
    return command;
  }

  <T> T value(String name) {
    return command.findOption(name).getValue();
  }
}
