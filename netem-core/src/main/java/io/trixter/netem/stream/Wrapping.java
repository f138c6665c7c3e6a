package io.trixter.netem.stream;

import io.trixter.netem.kernel.FaultNames;
import io.trixter.netem.kernel.Opening;
import io.trixter.netem.kernel.Rules;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The faults around one stream, or around both streams of one socket. Delay lines cut those of the
 * output in segments: rules, line, rules, wire.
 */
final class Wrapping {
  private final Object bottom;
  private final List<Rules> faults;
  private final List<Line> lines = new ArrayList<>();
  private final Stack stack;
  private final Opening opening; // null where no fault has a say in it

  /**
   * Puts faults around {@code bottom}, a stream or a socket, on {@code below}.
   *
   * @param faults makes the faults' rules, the first nearest the wire, by the names of those that
   *     are there already
   * @param counted those of them that matter
   */
  Wrapping(
      Object bottom,
      Stack below,
      Function<FaultNames, List<Rules>> faults,
      Predicate<Rules> counted) {
    this.bottom = bottom;
    this.faults = faults.apply(below.names()).stream().filter(counted).toList();
    Stack top = below;
    for (Rules rules : this.faults) {
      if (rules.line() != null) {
        Line line = new Line(rules.line(), top);
        lines.add(line);
        top = line.stack();
      }
    }
    stack = top;
    opening = Opening.of(this.faults);
    for (Rules rules : this.faults) {
      if (rules.killSwitch() != null) {
        below.lifetime().join(rules.killSwitch(), below.clock());
      }
    }
  }

  /** The outermost stack: the caller's. */
  Stack stack() {
    return stack;
  }

  /** Makes what opens the socket; null where no fault has a say in that. */
  Opener opener() {
    return opening == null ? null : new Opener(opening, stack);
  }

  /** The faults, and around them what lets nothing pass before the socket is open. */
  private List<Rules> gated() {
    if (opening == null || opening.isOpen() || !(bottom instanceof Socket)) {
      return faults;
    }
    List<Rules> gated = new ArrayList<>(faults);
    gated.add(Rules.of("Opening").reading(opening.gate()).writing(opening.gate()));
    return gated;
  }

  /** Wraps {@code raw}, unless it is a mere stream and all faults let reads pass. */
  InputStream input(InputStream raw) {
    List<Rules> reading = gated().stream().filter(rules -> rules.reading() != null).toList();
    boolean stays = reading.isEmpty() && raw == bottom;
    return stays ? raw : new FaultInput(raw, named(raw), reading, stack);
  }

  /** Wraps {@code raw}, unless it is a mere stream and all faults let writes pass. */
  OutputStream output(OutputStream raw) {
    OutputStream output = raw;
    List<Rules> segment = new ArrayList<>();
    Iterator<Line> cuts = lines.iterator();
    for (Rules rules : gated()) {
      if (rules.line() != null) {
        Line line = cuts.next();
        OutputStream far = segment(output, segment, line.below());
        output = new LineOutput(far, named(far), rules, line);
        segment.clear();
      } else if (rules.writing() != null) {
        segment.add(rules);
      }
    }
    boolean bare = output == raw && raw != bottom;
    return bare || !segment.isEmpty() ? faultOutput(output, segment, stack) : output;
  }

  private OutputStream segment(OutputStream output, List<Rules> segment, Stack on) {
    return segment.isEmpty() ? output : faultOutput(output, segment, on);
  }

  private OutputStream faultOutput(OutputStream output, List<Rules> segment, Stack on) {
    return new FaultOutput(output, named(output), List.copyOf(segment), on);
  }

  /** What {@code inner} prints as: a socket's own stream as the socket. */
  private Object named(Object inner) {
    return inner instanceof Stack.Member ? inner : bottom;
  }

  /** The names of all faults around the bottom. */
  @Override
  public String toString() {
    return around(bottom, faults);
  }

  /** Returns the names of {@code faults} around {@code inner}: {@code Sliced(Delayed(Socket))}. */
  static String around(Object inner, List<Rules> faults) {
    StringBuilder text = new StringBuilder(inner.toString());
    for (Rules rules : faults) {
      text.insert(0, rules.name() + "(").append(')');
    }
    return text.toString();
  }
}
