package io.trixter.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.netem.Netem;
import io.trixter.netem.nio.NetemChannelProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Which package uses which: what the class files say against the first table of CONTRIBUTING.md,
 * whose rows are a package, what it holds, and the packages that it may use.
 */
class PackageRulesTest {
  private static final Path MAP =
      Path.of(System.getProperty("basedir", "."), "..", "CONTRIBUTING.md");
  private static final Pattern ROW =
      Pattern.compile("\\| `((?:netem|proxy)[a-z.]*)` \\|.*\\|([^|]*)\\|");
  private static final Pattern NAME = Pattern.compile("`([a-z.]+)`");
  private static final Pattern OUR_CLASS = Pattern.compile("io/trixter/([a-z/]+)/[A-Z]");
  private static final Pattern VERSIONED = Pattern.compile("^META-INF/versions/[0-9]+/");
  private static final String OF_JAVA_22 = "netem.nio.ring";

  @Test
  void noPackageUsesAnotherThatItsRowDoesNotName() throws IOException {
    Map<String, Set<String>> allowed = allowed();
    Map<String, Set<String>> used = used();
    if (Runtime.version().feature() < 22) {
      allowed.remove(OF_JAVA_22); // not compiled
    }
    assertThat(allowed.keySet()).containsExactlyInAnyOrderElementsOf(used.keySet());
    used.forEach((user, names) -> assertThat(names).as(user).isSubsetOf(allowed.get(user)));
  }

  @Test
  void aPackageMayUseOnlyThoseOfTheRowsAboveSoThereIsNoCycle() throws IOException {
    Set<String> above = new HashSet<>();
    allowed()
        .forEach(
            (user, names) -> {
              assertThat(names).as(user).isSubsetOf(above);
              above.add(user);
            });
  }

  /** The rows of the table, in its order; names lack {@code io.trixter.}. */
  private static Map<String, Set<String>> allowed() throws IOException {
    Map<String, Set<String>> allowed = new LinkedHashMap<>();
    for (String line : Files.readAllLines(MAP)) {
      Matcher row = ROW.matcher(line);
      if (row.matches() && line.chars().filter(c -> c == '|').count() == 4) {
        allowed.put(row.group(1), names(row.group(2)));
      }
    }
    return allowed;
  }

  private static Set<String> names(String cell) {
    return NAME.matcher(cell).results().map(name -> name.group(1)).collect(Collectors.toSet());
  }

  private static Map<String, Set<String>> used() throws IOException {
    Map<String, Set<String>> used = new TreeMap<>();
    for (Class<?> module : new Class<?>[] {Netem.class, NetemChannelProvider.class, Proxy.class}) {
      for (ClassFile file : ClassFile.inModuleOf(module)) {
        Matcher own = OUR_CLASS.matcher(VERSIONED.matcher(file.path()).replaceFirst(""));
        if (own.lookingAt()) {
          String user = dotted(own);
          Set<String> names = used.computeIfAbsent(user, name -> new TreeSet<>());
          OUR_CLASS.matcher(file.constants()).results().forEach(r -> names.add(dotted(r)));
          names.remove(user);
        }
      }
    }
    return used;
  }

  private static String dotted(MatchResult ourClass) {
    return ourClass.group(1).replace('/', '.');
  }
}
