package io.trixter.proxy.cli;

import io.trixter.proxy.Proxy;
import io.trixter.proxy.api.ApiServer;
import io.trixter.proxy.demo.Demo;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** The program {@code trixter}: see {@code --help}. */
public final class Main {
  private static final List<Flag> OF_DEMO = List.of(Flag.ONCE, Flag.SEED, Flag.LOG_LEVEL);

  private Main() {}

  /** Runs the proxy or the demo until a signal ends it; exits with 2 for a usage error. */
  public static void main(String[] args) throws InterruptedException {
    try {
      Arguments parsed = Arguments.parse(args);
      if (parsed.has(Flag.HELP)) {
        System.out.print(Help.text());
      } else if (parsed.has(Flag.VERSION)) {
        System.out.println(Help.version());
      } else if (parsed.isDemo()) {
        parsed.only("demo", OF_DEMO);
        StderrLog.install(Options.logLevel(parsed, System.getenv(), Level.WARN));
        demo(Options.seed(parsed), parsed.has(Flag.ONCE));
      } else {
        StderrLog.install(Options.logLevel(parsed, System.getenv(), Level.INFO));
        run(Options.of(parsed, System.getenv()));
      }
    } catch (UsageException e) {
      System.err.println(e.getMessage());
      System.exit(e.exitCode());
    } catch (IOException e) {
      System.err.println(e.getMessage());
      System.exit(1);
    }
  }

  /** Listens first and loads the rest after, holding back what connections may log meanwhile. */
  private static void run(Options options) throws IOException, InterruptedException {
    Ending ending = new Ending();
    StderrLog.hold();
    try {
      Proxy proxy = ending.onExit(Proxy.start(options.config()));
      String api = "none";
      if (options.api() != null) {
        ApiServer server = ending.onExit(ApiServer.start(proxy, options.api(), options.access()));
        api = server.address();
      }
      Logger log = LoggerFactory.getLogger(Main.class);
      log.info("random seed: {}", Long.toUnsignedString(proxy.seed()));
      log.info("listening listen={} upstream={} api={}", proxy.listen(), proxy.upstream(), api);
    } catch (IOException e) {
      ending.failed();
      throw e;
    } finally {
      StderrLog.release();
    }
    new CountDownLatch(1).await();
  }

  private static void demo(long seed, boolean once) throws IOException, InterruptedException {
    Ending ending = new Ending();
    try {
      Demo demo = ending.onExit(new Demo(System.out, seed));
      demo.tour();
      if (!once) {
        demo.play();
      }
    } catch (IOException e) {
      ending.failed();
      throw e;
    }
    System.exit(0);
  }
}
