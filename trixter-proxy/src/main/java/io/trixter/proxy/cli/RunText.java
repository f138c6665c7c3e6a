package io.trixter.proxy.cli;

import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/** The flags that a command was given, as a record tells them and a replay refuses some. */
final class RunText {
  private static final String SECRET = "--api-token";
  private static final List<String> CHANCE =
      List.of(
          "--random-seed",
          "--terminate-probability-rate",
          "--corrupt-probability-rate",
          ProxyFlags.RECORD);

  private RunText() {}

  /** Returns the command and its flags, without the token. */
  static String of(CommandSpec command) {
    return given(command).stream()
        .filter(flag -> !flag.longestName().equals(SECRET))
        .map(flag -> " " + flag.longestName() + " " + String.join(" ", flag.originalStringValues()))
        .collect(Collectors.joining("", command.name(), ""));
  }

  /**
   * Refuses flags whose work a replay does.
   *
   * @throws ParameterException naming the first
   */
  static void refuseChance(CommandSpec command) {
    for (OptionSpec flag : given(command)) {
      if (CHANCE.contains(flag.longestName())) {
        throw new ParameterException(
            command.commandLine(),
            flag.longestName() + " must not be given with " + ProxyFlags.REPLAY);
      }
    }
  }

  private static List<OptionSpec> given(CommandSpec command) {
    return command.commandLine().getParseResult().matchedOptions().stream().distinct().toList();
  }
}
