package io.trixter.proxy.junit;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;

/**
 * What JUnit keeps of an extension for a class or a test. A {@code @Nested} class and a test find
 * what their enclosing classes have; classes side by side find nothing of each other's.
 */
final class Scope {
  private static final String EXTENSIONS = "extensions";
  private static final String SESSION = "session";
  private static final String ENTRY = "entry";

  /**
   * An extension's entry into a class or a test.
   *
   * @param first whether the session began with this entry, and so ends with it
   * @param previous the session that was current on the thread, or null
   */
  record Entry(Session session, boolean first, Session previous) {}

  private final TrixterExtension extension;
  private final Store all;
  private final Store own;

  Scope(ExtensionContext context, TrixterExtension extension) {
    this.extension = extension;
    this.all = context.getStore(Namespace.create(TrixterExtension.class));
    this.own = context.getStore(Namespace.create(TrixterExtension.class, extension));
  }

  /** The extension's session here or in an enclosing class, or null. */
  Session session() {
    return own.get(SESSION, Session.class);
  }

  /** The extensions with a session here, in the order of their start. */
  @SuppressWarnings("unchecked") // what join() put there
  List<TrixterExtension> extensions() {
    List<TrixterExtension> present = all.get(EXTENSIONS, List.class);
    return present == null ? List.of() : present;
  }

  /**
   * Adds the extension to those with a session here.
   *
   * @throws ExtensionConfigurationException if one of them has its name
   */
  void join() {
    List<TrixterExtension> present = extensions();
    if (present.stream().anyMatch(extension::sharesNameWith)) {
      throw new ExtensionConfigurationException(
          "two extensions have the name " + extension + ": give each a name of its own");
    }
    all.put(EXTENSIONS, Stream.concat(present.stream(), Stream.of(extension)).toList());
  }

  void enter(Entry entry) {
    own.put(SESSION, entry.session());
    own.put(ENTRY, entry);
  }

  /** Removes what the extension entered here, and returns it; null if there was nothing. */
  Entry leave() {
    own.remove(SESSION);
    return own.remove(ENTRY, Entry.class);
  }
}
