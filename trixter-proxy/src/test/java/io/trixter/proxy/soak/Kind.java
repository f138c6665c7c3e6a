package io.trixter.proxy.soak;

import static io.trixter.proxy.soak.Role.Pace.AFTER_ALL;
import static io.trixter.proxy.soak.Role.Pace.ECHO;
import static io.trixter.proxy.soak.Role.Then.LINGER;
import static io.trixter.proxy.soak.Role.Then.RESET;
import static io.trixter.proxy.soak.Role.sending;

import java.util.SplittableRandom;
import java.util.regex.Pattern;

/** The kinds of connections, and the causes that their endings have when nobody interferes. */
enum Kind {
  ECHOING("closed"),
  UPLOADING("closed"),
  DOWNLOADING("closed"),
  BOTH_WAYS("closed"),
  IDLE("closed"),
  HALF_CLOSING("closed"),
  CLIENT_RESETS("error: client: .+"),
  SERVER_RESETS("error: server: .+"),
  CLIENT_NEVER_READS("closed|error: client: .+"),
  SERVER_NEVER_READS("closed|error: server: .+");

  private static final int FEW = 4 << 10;
  private static final int SOME = 256 << 10;
  private static final int MANY = 2 << 20;

  private final Pattern causes;

  Kind(String causes) {
    this.causes = Pattern.compile(causes);
  }

  boolean endsWith(String cause) {
    return causes.matcher(cause).matches();
  }

  /** Whether it is slow by itself. */
  boolean takesItsTime() {
    return this == IDLE || this == CLIENT_NEVER_READS || this == SERVER_NEVER_READS;
  }

  Role client(SplittableRandom random) {
    return switch (this) {
      case ECHOING, HALF_CLOSING, SERVER_RESETS -> sending(random.nextInt(1, SOME));
      case UPLOADING, BOTH_WAYS, SERVER_NEVER_READS -> sending(random.nextInt(SOME, MANY));
      case DOWNLOADING -> sending(0);
      case IDLE -> sending(random.nextInt(1, FEW)).then(LINGER);
      case CLIENT_RESETS -> sending(random.nextInt(1, SOME)).then(RESET);
      case CLIENT_NEVER_READS -> sending(random.nextInt(FEW)).unreading();
    };
  }

  /** The other end of {@code client}. */
  Role server(Role client, SplittableRandom random) {
    return switch (this) {
      case ECHOING, IDLE -> sending(client.sends()).at(ECHO);
      case UPLOADING -> sending(0).at(AFTER_ALL);
      case DOWNLOADING, BOTH_WAYS, CLIENT_NEVER_READS -> sending(random.nextInt(SOME, MANY));
      case HALF_CLOSING -> sending(random.nextInt(1, SOME)).at(AFTER_ALL);
      case CLIENT_RESETS -> sending(random.nextInt(SOME));
      case SERVER_RESETS -> sending(random.nextInt(SOME)).then(RESET);
      case SERVER_NEVER_READS -> sending(random.nextInt(FEW)).unreading();
    };
  }
}
