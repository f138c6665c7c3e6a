package io.trixter.proxy.cli;

import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;

/** The program {@code trixter}: see {@code --help}. */
public final class Main {
  private static final List<String> SERVER_OR_HELP = List.of("server", "-h", "--help");

  private Main() {}

  /**
   * Runs the proxy or the demo until a signal ends it; exits with 2 for a usage error, and with 1
   * when anything else fails.
   */
  public static void main(String[] args) {
    NameCaches.shorten();
    LogProvider.install();
    Preload.start();
    ExitHooks hooks = new ExitHooks();
    hooks.arm();
    hooks.exit(execute(args, hooks));
  }

  private static int execute(String[] args, ExitHooks hooks) {
    try {
      boolean withServer = !Collections.disjoint(List.of(args), SERVER_OR_HELP);
      return commandLine(System.getenv(), hooks, withServer).execute(args);
    } catch (Throwable e) { // picocli handles exceptions, but not errors
      System.err.println(oneLine(e.toString()));
      return ExitCode.SOFTWARE;
    }
  }

  /** The program, which tells in one line whatever is wrong. */
  static CommandLine commandLine(Map<String, String> environment, ExitHooks hooks) {
    return commandLine(environment, hooks, true);
  }

  /** Without the server's flags where nobody asks for it: docs/performance.md, "Starting". */
  private static CommandLine commandLine(
      Map<String, String> environment, ExitHooks hooks, boolean withServer) {
    CommandLine trixter =
        new CommandLine(new ProxyCommand(environment, hooks).spec())
            .addSubcommand(new CommandLine(new DemoCommand(environment, hooks).spec()));
    if (withServer) {
      trixter.addSubcommand(new CommandLine(new ServerCommand(environment, hooks).spec()));
    }
    return trixter
        .setExpandAtFiles(false)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setAllowSubcommandsAsOptionParameters(true)
        .setParameterExceptionHandler(
            (e, args) -> refuse(e.getCommandLine(), e.getMessage(), ExitCode.USAGE))
        .setExecutionExceptionHandler(
            (e, command, line) -> refuse(command, reason(e), ExitCode.SOFTWARE));
  }

  private static String reason(Exception e) {
    boolean expected =
        e instanceof IOException
            || e instanceof IllegalArgumentException
            || e instanceof UnsupportedOperationException;
    return expected && e.getMessage() != null ? e.getMessage() : e.toString();
  }

  private static int refuse(CommandLine command, String why, int exitCode) {
    command.getErr().println(oneLine(why));
    return exitCode;
  }

  private static String oneLine(String text) {
    return text.replaceAll("\\p{Cc}", "?");
  }
}
