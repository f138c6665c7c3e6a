package io.trixter.proxy.junit;

import java.lang.reflect.Method;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The names of records of failed tests: no two tests share one, and each is the name of a file on
 * every system and one word to every shell.
 */
final class RecordName {
  private static final Pattern INVOCATION = Pattern.compile(":#(\\d+)\\]");
  private static final Pattern FOREIGN = Pattern.compile("[^A-Za-z0-9._-]");
  private static final int LONGEST = 150;

  private RecordName() {}

  /** Names a test, or a class: {@code CLASS.METHOD-INVOCATION}. */
  static String of(ExtensionContext context) {
    ExtensionContext test = context;
    while (test.getTestClass().isEmpty()) { // a dynamic test has none of its own
      test = test.getParent().orElseThrow();
    }
    StringBuilder name = new StringBuilder(test.getRequiredTestClass().getName().replace('$', '.'));
    test.getTestMethod().ifPresent(method -> name.append('.').append(named(method)));
    Matcher invocation = INVOCATION.matcher(context.getUniqueId());
    while (invocation.find()) {
      name.append('-').append(invocation.group(1));
    }
    return plain(name.toString());
  }

  /** The method's name; the types of its parameters too where it is overloaded. */
  private static String named(Method method) {
    long alike =
        Stream.of(method.getDeclaringClass().getDeclaredMethods())
            .filter(each -> each.getName().equals(method.getName()) && !each.isSynthetic())
            .count();
    return alike == 1
        ? method.getName()
        : Stream.of(method.getParameterTypes())
            .map(Class::getSimpleName)
            .collect(Collectors.joining("_", method.getName() + "_", ""));
  }

  /** Replaces what no file should be named; what is changed then differs by a hash. */
  static String plain(String name) {
    String plain = FOREIGN.matcher(name).replaceAll("_");
    plain = plain.substring(Math.max(0, plain.length() - LONGEST));
    return plain.equals(name) ? plain : plain + "-" + Integer.toHexString(name.hashCode());
  }
}
