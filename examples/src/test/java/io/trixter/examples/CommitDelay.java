package io.trixter.examples;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.trixter.netem.DynamicDuration;
import io.trixter.netem.Fault;
import io.trixter.netem.kernel.Rules;
import io.trixter.proxy.fault.Attribute;
import io.trixter.proxy.fault.FaultType;
import io.trixter.proxy.fault.Link; // not io.trixter.netem.Link, which socket factories have

public final class CommitDelay extends FaultType {
  private static final Attribute DELAY =
      Attribute.millis("delay", "how long what follows COMMIT waits");

  public CommitDelay() {
    super("commit_delay", "delays what follows COMMIT", DELAY);
  }

  @Override
  public Rules rules(Link link) {
    Fault fault =
        new DelayBehind("COMMIT".getBytes(US_ASCII), new DynamicDuration(link.knob(DELAY)));
    return fault.rules(link.random());
  }
}
