package io.trixter.proxy.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** That the table of docs/faults.md lists the types of the catalogue and their attributes. */
class FaultDocsTest {
  private static final Path DOCS =
      Path.of(System.getProperty("basedir", "."), "..", "docs", "faults.md");
  private static final Pattern ROW = Pattern.compile("\\| `([a-z_]+)` \\|([^|]*)\\|.*");

  @Test
  void theTableListsEveryTypeWithItsAttributes() throws IOException {
    Map<String, String> rows = new LinkedHashMap<>();
    for (String line : Files.readAllLines(DOCS)) {
      Matcher row = ROW.matcher(line);
      if (row.matches()) {
        rows.put(row.group(1), row.group(2).strip());
      }
    }
    Map<String, String> types = new LinkedHashMap<>();
    for (FaultType type : ours()) {
      types.put(type.name(), attributes(type));
    }
    assertThat(rows).containsExactlyEntriesOf(types);
  }

  private static List<FaultType> ours() {
    List<FaultType> ours = new ArrayList<>(FaultCatalog.types());
    ours.removeIf(Stamp.class::isInstance);
    return ours;
  }

  private static String attributes(FaultType type) {
    return type.attributes().stream()
        .map(a -> ("`" + a.name() + "` " + range(a) + byDefault(a)).strip())
        .collect(Collectors.joining(", "));
  }

  private static String range(Attribute attribute) {
    if (!attribute.unit().isEmpty() || attribute.least().equals(Long.MIN_VALUE)) {
      return attribute.unit();
    }
    boolean open = attribute.most().equals(Long.MAX_VALUE);
    return open ? "from " + attribute.least() : attribute.least() + " to " + attribute.most();
  }

  private static String byDefault(Attribute attribute) {
    Number value = attribute.defaultValue();
    return value.doubleValue() == 0 ? "" : " (" + value + " by default)";
  }
}
