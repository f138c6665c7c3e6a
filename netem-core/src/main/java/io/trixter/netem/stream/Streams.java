package io.trixter.netem.stream;

import io.trixter.netem.kernel.FaultNames;
import io.trixter.netem.kernel.Rules;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.function.Function;

/** Puts a wrapper around a stream; where all faults let its direction pass, there is none. */
public final class Streams {
  private Streams() {}

  /**
   * Wraps what is read.
   *
   * @param faults makes the faults' rules, the first nearest the wire, by the names of those that
   *     are there already
   */
  public static InputStream wrap(InputStream inner, Function<FaultNames, List<Rules>> faults) {
    Stack stack = stackOf(inner, reset -> inner.close());
    return new Wrapping(inner, stack, faults, rules -> rules.reading() != null).input(inner);
  }

  /**
   * Wraps what is written.
   *
   * @param faults as of {@link #wrap(InputStream, Function)}
   */
  public static OutputStream wrap(OutputStream inner, Function<FaultNames, List<Rules>> faults) {
    Stack stack = stackOf(inner, reset -> inner.close());
    return new Wrapping(inner, stack, faults, Streams::writes).output(inner);
  }

  private static boolean writes(Rules rules) {
    return rules.writing() != null || rules.line() != null;
  }

  private static Stack stackOf(Object inner, Lifetime.Bottom bottom) {
    return inner instanceof Stack.Member member ? member.stack() : Stack.around(inner, bottom);
  }
}
