package io.trixter.proxy.cli;

import io.trixter.proxy.Direction;
import io.trixter.proxy.Directions;
import io.trixter.proxy.HostPort;
import io.trixter.proxy.Knobs;
import io.trixter.proxy.ProxyConfig;
import io.trixter.proxy.api.ApiOptions;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.slf4j.event.Level;

/**
 * What the command line and the environment ask for.
 *
 * @param config how to start the proxy
 * @param api where the API listens, or null for none
 * @param access who may use the API
 */
record Options(ProxyConfig config, HostPort api, ApiOptions access) {
  private static final long MILLIS = Long.MAX_VALUE / 1_000_000;
  private static final int MAX_THREADS = 1024;

  /** Reads and checks every flag of the proxy. */
  static Options of(Arguments args, Map<String, String> environment) throws UsageException {
    if (args.has(Flag.ONCE)) {
      throw new UsageException(Flag.ONCE.text + " is a flag of demo");
    }
    HostPort listen = required(args, Flag.LISTEN);
    HostPort upstream = required(args, Flag.UPSTREAM);
    if (upstream.port() == 0) {
      throw new UsageException(Flag.UPSTREAM.text + " needs a port (got " + upstream + ")");
    }
    HostPort api = args.has(Flag.API) ? Values.address(Flag.API, args.value(Flag.API)) : null;
    ProxyConfig base = ProxyConfig.of(listen, upstream, seed(args));
    ApiOptions access =
        new ApiOptions(token(args, environment), Set.copyOf(args.values(Flag.API_HOST)));
    ProxyConfig config =
        new ProxyConfig(
            listen,
            upstream,
            base.defaults(),
            base.seed(),
            millis(args, Flag.CONNECT_TIMEOUT, 1, base.connectTimeout()),
            millis(args, Flag.DURATION, 0, base.connectionDuration()),
            integer(args, Flag.DELAY_WINDOW, 1, base.delayWindowBytes()),
            integer(args, Flag.DELAY_BUDGET, 1, base.delayBudgetBytes()),
            threads(args, base.threads()));
    turn(base.defaults(), args);
    return new Options(config, api, access);
  }

  /** The seed that is given, or one drawn now. */
  static long seed(Arguments args) throws UsageException {
    return args.has(Flag.SEED)
        ? Values.seed(Flag.SEED, args.value(Flag.SEED))
        : new SplittableRandom().nextLong();
  }

  /** What to log: by flag, by environment, or {@code otherwise}; null for nothing. */
  static Level logLevel(Arguments args, Map<String, String> environment, Level otherwise)
      throws UsageException {
    if (args.has(Flag.LOG_LEVEL)) {
      return Values.level(Flag.LOG_LEVEL.text, args.value(Flag.LOG_LEVEL));
    }
    String level = environment.getOrDefault("TRIXTER_LOG", "");
    return level.isEmpty() ? otherwise : Values.level("TRIXTER_LOG", level);
  }

  private static void turn(Directions defaults, Arguments args) throws UsageException {
    Duration delay = millis(args, Flag.DELAY, 0, Duration.ZERO);
    long rate = integer(args, Flag.THROTTLE, 0, 0);
    long size = integer(args, Flag.SLICE, 0, 0);
    double terminate = Values.number(Flag.TERMINATE, args.value(Flag.TERMINATE));
    double corrupt = Values.number(Flag.CORRUPT, args.value(Flag.CORRUPT));
    Values.checkProbability(Flag.TERMINATE, args.value(Flag.TERMINATE), terminate);
    Values.checkProbability(Flag.CORRUPT, args.value(Flag.CORRUPT), corrupt);
    for (Direction direction : Direction.values()) {
      Knobs knobs = defaults.of(direction);
      knobs.delay().set(delay);
      knobs.throttle().set(rate);
      knobs.slice().set(size);
      knobs.termination().set(terminate);
      knobs.corruption().set(corrupt);
    }
  }

  private static HostPort required(Arguments args, Flag flag) throws UsageException {
    if (!args.has(flag)) {
      throw new UsageException("missing " + flag.text + " " + flag.value + "; see --help");
    }
    return Values.address(flag, args.value(flag));
  }

  private static String token(Arguments args, Map<String, String> environment)
      throws UsageException {
    if (!args.has(Flag.API_TOKEN)) {
      String token = environment.getOrDefault("TRIXTER_API_TOKEN", "");
      return token.isEmpty() ? null : token;
    }
    String token = args.value(Flag.API_TOKEN);
    if (token.isEmpty()) {
      throw new UsageException(Flag.API_TOKEN.text + " must not be empty");
    }
    return token;
  }

  private static Duration millis(Arguments args, Flag flag, long min, Duration otherwise)
      throws UsageException {
    long millis = Values.integer(flag, args.value(flag), min, MILLIS, otherwise.toMillis());
    return Duration.ofMillis(millis);
  }

  private static long integer(Arguments args, Flag flag, long min, long otherwise)
      throws UsageException {
    return Values.integer(flag, args.value(flag), min, Long.MAX_VALUE, otherwise);
  }

  private static int threads(Arguments args, int otherwise) throws UsageException {
    return (int) Values.integer(Flag.THREADS, args.value(Flag.THREADS), 1, MAX_THREADS, otherwise);
  }
}
