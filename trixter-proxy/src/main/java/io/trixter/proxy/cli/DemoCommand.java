package io.trixter.proxy.cli;

import io.trixter.proxy.demo.Demo;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** {@code trixter demo}: the guided tour. */
final class DemoCommand implements Callable<Integer> {
  private final CommandSpec spec = CommandSpec.wrapWithoutInspection(this).name("demo");
  private final OptionSpec once =
      OptionSpec.builder("--once").description("end after the tour").build();

  private final ExitHooks hooks;

  DemoCommand(Map<String, String> environment, ExitHooks hooks) {
    this.hooks = hooks;
    Flags.complete(spec, once, Flags.seed(), Flags.logLevel(environment, LogLevel.WARN));
    spec.usageMessage()
        .description("A guided tour of the faults, then a connection to try them on.")
        .customSynopsis("trixter demo [--once] [flags]");
  }

  CommandSpec spec() {
    return spec;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Flags.refuseBefore(spec);
    Options options = new Options(spec);
    LineLogger.threshold(options.logLevel());
    Demo demo = hooks.onExit(new Demo(System.out, options.seed()));
    demo.tour();
    if (once.getValue() == null) {
      demo.play();
    }
    return 0;
  }
}
