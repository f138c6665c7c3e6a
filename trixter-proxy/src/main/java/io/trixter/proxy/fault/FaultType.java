package io.trixter.proxy.fault;

import io.trixter.netem.kernel.Rule;
import io.trixter.netem.kernel.Rules;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A type of fault: its name, its attributes, and the rules that it makes. A type has no state of
 * its own; one object serves every fault of it.
 *
 * <p>A type of your own needs a public constructor without arguments and a line in {@code
 * META-INF/services/io.trixter.proxy.fault.FaultType}. {@link FaultCatalog} then finds it.
 */
public abstract class FaultType {
  private static final Pattern WORD = Pattern.compile("[a-z][a-z0-9_]*");
  private static final Set<String> RESERVED = Set.of("type", "name", "stream", "toxicity");

  private final String name;
  private final String summary;
  private final List<Attribute> attributes;

  /**
   * Describes a type.
   *
   * @param name lower case letters, digits and underscores
   * @param summary what the fault does, in one line
   * @param attributes in the order in which they are listed
   * @throws IllegalArgumentException if a name is not such a word, is taken, or is one of {@code
   *     type}, {@code name}, {@code stream} and {@code toxicity}
   */
  protected FaultType(String name, String summary, Attribute... attributes) {
    this.name = word("type", name);
    this.summary = summary;
    this.attributes = List.of(attributes);
    Set<String> taken = new HashSet<>(RESERVED);
    for (Attribute each : attributes) {
      if (!taken.add(word("attribute", each.name()))) {
        throw new IllegalArgumentException(
            name + " must not have an attribute " + each.name() + ": the name is taken");
      }
    }
  }

  private static String word(String what, String text) {
    if (!WORD.matcher(text).matches()) {
      throw new IllegalArgumentException(
          what + " must be lower case letters, digits and underscores (got " + text + ")");
    }
    return text;
  }

  /** Returns the name, which is unique in the catalogue. */
  public final String name() {
    return name;
  }

  /** Returns what the fault does, in one line. */
  public final String summary() {
    return summary;
  }

  /** Returns the attributes, in the order in which they are listed. */
  public final List<Attribute> attributes() {
    return attributes;
  }

  /** Returns the attribute of that name, or null. */
  public final Attribute attribute(String attribute) {
    return attributes.stream().filter(a -> a.name().equals(attribute)).findFirst().orElse(null);
  }

  /** Returns what such a fault acts on; {@link FaultScope#STREAM} unless a type says otherwise. */
  public FaultScope scope() {
    return FaultScope.STREAM;
  }

  /**
   * Makes the rules of one fault of this type for one direction of one connection. {@link
   * Rules#reading()} stands where the bytes are read from the sender, {@link Rules#writing()} where
   * they are written to the receiver. {@link Rules#opening()} is asked before the upstream is
   * dialled, of either direction's fault alike: the connection is dialled when it moves, later when
   * it waits, and reset without a dial when it fails. Called by the connection's event loop.
   *
   * @return the rules; null if the fault changes nothing
   */
  public abstract Rules rules(Link link);

  /**
   * Returns the age at which such a fault resets a connection, in nanoseconds since it was
   * accepted, whatever other faults hold then; {@link Rule#NEVER}, the default, for never. Called
   * by the connection's event loop when the connection is accepted and after each change.
   */
  public long greatestAge(Link link) {
    return Rule.NEVER;
  }

  /**
   * Returns when such a fault takes its proxy down and up again; null, the default, for a type that
   * acts on connections, whatever the values. Called by threads that change the fault, and must
   * answer at once.
   *
   * @param values of all attributes
   */
  public Outages outages(Map<String, Number> values) {
    return null;
  }

  /**
   * Returns {@code probability} as a toxicity of such a fault.
   *
   * @throws IllegalArgumentException if it is not a finite 32-bit number, or below 1 though the
   *     fault takes the whole proxy down
   */
  public final float checkToxicity(double probability) {
    float checked = FaultSpec.checkedToxicity(probability);
    if (checked < 1 && outages(complete(Map.of())) != null) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "toxicity of %s must be 1 or more, because it acts on the whole proxy (got %s)",
              name,
              checked));
    }
    return checked;
  }

  /** Returns whether removing such a fault ends the connections that it acted on. */
  public boolean endsConnectionsWhenRemoved() {
    return false;
  }

  /**
   * Returns a value for each attribute, in order: the given one, or the default. A value of null
   * counts as none. Names that are no attributes are ignored; see {@link #requireKnown}.
   *
   * @throws IllegalArgumentException if a value is out of its attribute's range
   */
  public final Map<String, Number> complete(Map<String, ? extends Number> given) {
    Map<String, Number> all = new LinkedHashMap<>();
    for (Attribute each : attributes) {
      Number value = given.get(each.name());
      all.put(each.name(), value == null ? each.defaultValue() : each.check(value));
    }
    return Collections.unmodifiableMap(all);
  }

  /**
   * Refuses values out of their attributes' ranges; nulls and other names are ignored.
   *
   * @throws IllegalArgumentException at the first such value
   */
  public final void check(Map<String, ? extends Number> values) {
    for (Attribute each : attributes) {
      Number value = values.get(each.name());
      if (value != null) {
        each.check(value);
      }
    }
  }

  /**
   * Refuses names that are no attributes of this type.
   *
   * @throws IllegalArgumentException at the first such name
   */
  public final void requireKnown(Iterable<String> names) {
    for (String each : names) {
      if (attribute(each) == null) {
        String known = attributes.stream().map(Attribute::name).collect(Collectors.joining(", "));
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "%s has no attribute %s (it has %s)",
                name,
                each,
                known.isEmpty() ? "none" : known));
      }
    }
  }

  /** The name. */
  @Override
  public final String toString() {
    return name;
  }
}
