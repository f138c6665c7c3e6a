package io.trixter.netem.stream;

import io.trixter.netem.kernel.FaultNames;
import io.trixter.netem.kernel.Rules;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

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
    return wrapInput(inner, faults.apply(stack.names()), stack, true);
  }

  /**
   * Wraps what is written.
   *
   * @param faults as of {@link #wrap(InputStream, Function)}
   */
  public static OutputStream wrap(OutputStream inner, Function<FaultNames, List<Rules>> faults) {
    Stack stack = stackOf(inner, reset -> inner.close());
    return wrapOutput(inner, faults.apply(stack.names()), stack, true);
  }

  private static Stack stackOf(Object inner, Lifetime.Bottom bottom) {
    return inner instanceof Stack.Member member ? member.stack() : Stack.around(inner, bottom);
  }

  /** Wraps what is read; joins the kill switches if {@code joins}. */
  static InputStream wrapInput(InputStream inner, List<Rules> faults, Stack stack, boolean joins) {
    List<Rules> reading = filtered(faults, rules -> rules.reading() != null);
    if (reading.isEmpty()) {
      return inner;
    }
    FaultInput input = new FaultInput(inner, reading, stack);
    if (joins) {
      join(reading, stack);
    }
    return input;
  }

  /** Wraps what is written; joins the kill switches if {@code joins}. */
  static OutputStream wrapOutput(
      OutputStream inner, List<Rules> faults, Stack stack, boolean joins) {
    List<Rules> writing = filtered(faults, rules -> rules.writing() != null);
    if (writing.isEmpty()) {
      return inner;
    }
    FaultOutput output = new FaultOutput(inner, writing, stack);
    if (joins) {
      join(writing, stack);
    }
    return output;
  }

  private static List<Rules> filtered(List<Rules> faults, Predicate<Rules> condition) {
    return faults.stream().filter(condition).toList();
  }

  /** Lets the kill switches of {@code faults} end what {@code stack} stands around. */
  static void join(List<Rules> faults, Stack stack) {
    for (Rules rules : faults) {
      if (rules.killSwitch() != null) {
        stack.lifetime().join(rules.killSwitch());
      }
    }
  }

  /** The names of {@code faults} around {@code inner}: {@code Throttled(Delayed(Socket[...]))}. */
  static String around(Object inner, List<Rules> faults) {
    StringBuilder text = new StringBuilder(inner.toString());
    for (Rules rules : faults) {
      text.insert(0, rules.name() + "(").append(')');
    }
    return text.toString();
  }
}
