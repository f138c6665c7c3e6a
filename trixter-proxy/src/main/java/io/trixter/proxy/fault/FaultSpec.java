package io.trixter.proxy.fault;

import io.trixter.netem.Fault;
import io.trixter.proxy.model.Direction;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * A fault to be added to a proxy: its type, name, direction, toxicity and attributes. Each type has
 * makers that read well, whose own attributes come first:
 *
 * <pre>{@code
 * proxy.faults().add(latency(ofMillis(100)).jitter(ofMillis(20)).toxicity(0.5).named("slow"));
 * }</pre>
 *
 * <p>Unless told otherwise a fault acts downstream, on every connection, and is named {@code
 * <type>_<stream>}. Immutable, and a value: specifications of the same fault are equal. Every
 * method returns a new object.
 */
public class FaultSpec {
  private final FaultType type;
  private final String name; // null for the default
  private final Direction direction;
  private final float toxicity;
  private final Map<String, Number> attributes;

  private FaultSpec(
      FaultType type,
      String name,
      Direction direction,
      float toxicity,
      Map<String, ? extends Number> attributes) {
    this.type = type;
    this.name = name;
    this.direction = Objects.requireNonNull(direction, "direction");
    this.toxicity = toxicity;
    this.attributes = type.complete(attributes);
  }

  /**
   * For the specifications of one type: {@code base} with one attribute set.
   *
   * @throws IllegalArgumentException if the value is out of the attribute's range
   */
  protected FaultSpec(FaultSpec base, Attribute attribute, Number value) {
    this(
        base.type,
        base.name,
        base.direction,
        base.toxicity,
        merged(base.attributes, attribute.name(), value));
  }

  /** Returns a fault of {@code type}, its attributes at their defaults. */
  public static FaultSpec of(FaultType type) {
    return of(type, Map.of());
  }

  /**
   * Returns a fault of {@code type}. Attributes left out, or null, are at their defaults; names
   * that are no attributes are ignored, see {@link FaultType#requireKnown}.
   *
   * @throws IllegalArgumentException if a value is out of its attribute's range
   */
  public static FaultSpec of(FaultType type, Map<String, ? extends Number> attributes) {
    return new FaultSpec(type, null, Direction.DOWNSTREAM, 1, attributes);
  }

  /**
   * Returns a fault of the library or of your own, for all connections together, as one fault wraps
   * any number of streams:
   *
   * <pre>{@code
   * ThrottledWriter throttle = new ThrottledWriter(10_000);
   * proxy.faults().add(FaultSpec.of("uplink", throttle).upstream());
   * throttle.set(20_000); // while traffic flows
   * }</pre>
   *
   * <p>It reads from the sender and writes to the receiver of its direction. What its connections
   * share they share here too: a rate, or what ends them all. Chance comes from the proxy's seed,
   * and a delay line has the proxy's limits.
   *
   * @param name of the type, as answers and metrics have it; lower case letters, digits and
   *     underscores
   * @throws IllegalArgumentException if it is not such a word, or a type of the catalogue
   */
  public static FaultSpec of(String name, Fault fault) {
    Objects.requireNonNull(fault, "fault");
    return of(name, () -> fault);
  }

  /**
   * Faults of the library or of your own, one for each connection: {@code of("flaky", () -> new
   * Terminator(0.01))}. Otherwise as {@link #of(String, Fault)}.
   *
   * @param faults makes them; called by event loops, so it does not wait
   * @throws IllegalArgumentException if {@code name} is not such a word, or a type of the catalogue
   */
  public static FaultSpec of(String name, Supplier<? extends Fault> faults) {
    return of(new WrappedFault(name, faults));
  }

  /**
   * Reads the form of the command line, {@code TYPE[:key=value,...]}. A key is an attribute, {@code
   * name}, {@code stream} or {@code toxicity}.
   *
   * @throws IllegalArgumentException naming the value, the key and what is allowed
   */
  public static FaultSpec parse(String text) {
    return FaultText.parse(text);
  }

  private static Map<String, Number> merged(
      Map<String, Number> attributes, String attribute, Number value) {
    Map<String, Number> merged = new HashMap<>(attributes);
    merged.put(attribute, value);
    return merged;
  }

  /**
   * Returns this fault with an attribute set.
   *
   * @throws IllegalArgumentException if the type has no such attribute, or the value is out of its
   *     range
   */
  public final FaultSpec with(String attribute, Number value) {
    type.requireKnown(List.of(attribute));
    return new FaultSpec(type, name, direction, toxicity, merged(attributes, attribute, value));
  }

  /** Returns this fault with another name; null or empty for the default. */
  public final FaultSpec named(String newName) {
    String given = newName == null || newName.isEmpty() ? null : newName;
    return new FaultSpec(type, given, direction, toxicity, attributes);
  }

  /** Returns this fault, acting on what the client sends. */
  public final FaultSpec upstream() {
    return toward(Direction.UPSTREAM);
  }

  /** Returns this fault, acting on what the server sends (the default). */
  public final FaultSpec downstream() {
    return toward(Direction.DOWNSTREAM);
  }

  /** Returns this fault, acting on {@code newDirection}. */
  public final FaultSpec toward(Direction newDirection) {
    return new FaultSpec(type, name, newDirection, toxicity, attributes);
  }

  /**
   * Returns this fault with the probability that it acts on a connection. 1 and above is always, 0
   * and below never.
   *
   * @throws IllegalArgumentException if it is not a finite 32-bit number, or below 1 though the
   *     fault acts on the whole proxy
   */
  public final FaultSpec toxicity(double probability) {
    return new FaultSpec(type, name, direction, type.checkToxicity(probability), attributes);
  }

  /**
   * Returns {@code probability} as a toxicity.
   *
   * @throws IllegalArgumentException if it is not a finite 32-bit number
   */
  public static float checkedToxicity(double probability) {
    float narrow = (float) probability;
    if (!Float.isFinite(narrow)) {
      throw new IllegalArgumentException(
          "toxicity must be between "
              + -Float.MAX_VALUE
              + " and "
              + Float.MAX_VALUE
              + " (got "
              + probability
              + ")");
    }
    return narrow;
  }

  /** Returns the type. */
  public final FaultType type() {
    return type;
  }

  /** Returns the name, which is unique in its proxy, over both directions. */
  public final String name() {
    return name != null ? name : type.name() + "_" + direction.label();
  }

  /** Returns the direction that it acts on. */
  public final Direction direction() {
    return direction;
  }

  /** Returns the probability that it acts on a connection. */
  public final float toxicity() {
    return toxicity;
  }

  /** Returns the value of each attribute, in the type's order. */
  public final Map<String, Number> attributes() {
    return attributes;
  }

  /**
   * Whether {@code other} would add the same fault: type, name, direction, toxicity and attributes
   * are equal. A fault given in code has a type of its own for each call of {@code of}.
   */
  @Override
  public final boolean equals(Object other) {
    return other instanceof FaultSpec that
        && type == that.type
        && direction == that.direction
        && Float.compare(toxicity, that.toxicity) == 0
        && name().equals(that.name())
        && attributes.equals(that.attributes);
  }

  @Override
  public final int hashCode() {
    return Objects.hash(type, name(), direction, toxicity, attributes);
  }

  /** The form of the command line. */
  @Override
  public final String toString() {
    StringBuilder text = new StringBuilder(type.name()).append(':');
    attributes.forEach((key, value) -> text.append(key).append('=').append(value).append(','));
    return text.append("name=" + name() + ",stream=" + direction.label() + ",toxicity=" + toxicity)
        .toString();
  }
}
